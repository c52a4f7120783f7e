namespace Mesh.Orchestrations.Runs;

/// <summary>Asks for the lock of a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="CreateVault">
/// Whether a repository that is not there may be made. It may not once the system has recovery points: then a
/// missing repository is a disk that is not mounted, or worse.
/// </param>
public sealed record LockRequest(RunScope Run, bool CreateVault);

namespace Mesh.Orchestrations.Runs;

/// <summary>
/// Thrown by an activity where trying again cannot help: a wrong password, a repository that is not there.
/// The orchestrator knows it by the type's name, since nothing but type and message reaches it on every host.
/// </summary>
public sealed class PermanentFailureException(string message, Exception? inner = null)
    : Exception(message, inner);

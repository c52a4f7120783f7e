namespace Mesh.Orchestrations.Runs;

/// <summary>
/// The phases of a run as its status names them. A movement carries the phase it belongs to, and is refused when the
/// run has gone on to another: that is how a message that comes late does no harm.
/// </summary>
public static class RunPhase
{
    public const string Locking = "locking";
    public const string Planning = "planning";
    public const string Moving = "moving";
    public const string Committing = "committing";
    public const string Finishing = "finishing";
    public const string Verifying = "verifying";
    public const string Retaining = "retaining";
    public const string Recording = "recording";
    public const string Releasing = "releasing";
}

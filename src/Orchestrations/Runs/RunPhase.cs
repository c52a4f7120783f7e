namespace Mesh.Orchestrations.Runs;

/// <summary>The phases of a run, as its status and its measured times name them.</summary>
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
    public const string Replaying = "replaying";
    public const string RestoringAside = "restoring-aside";
    public const string Rehearsing = "rehearsing";
    public const string Capturing = "capturing";
    public const string Tending = "tending";
    public const string Releasing = "releasing";
}

namespace Mesh.Sources.MariaDb.Proving;

/// <summary>A part of a rehearsal and how long it took.</summary>
/// <param name="Name">One of the constants.</param>
/// <param name="Seconds">Its time.</param>
public sealed record RehearsalStage(string Name, double Seconds)
{
    /// <summary>Starting an empty server; a real restore has one already.</summary>
    public const string Start = "start";

    /// <summary>Loading the full backup.</summary>
    public const string Load = "load";

    /// <summary>Comparing each table with the backup's record.</summary>
    public const string Verify = "verify";

    /// <summary>Applying the log.</summary>
    public const string Replay = "replay";

    /// <summary>Comparing each table with what the log made of it.</summary>
    public const string VerifyReplay = "verify-replay";

    /// <summary>The owner's assertions.</summary>
    public const string Assert = "assert";

    /// <summary>Making the server writable, a write, and reading it back.</summary>
    public const string Promote = "promote";
}

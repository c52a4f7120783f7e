namespace Mesh.Sources.MariaDb.Aside;

/// <summary>A part of a restore aside and how long it took.</summary>
/// <param name="Name">One of the constants.</param>
/// <param name="Seconds">Its time.</param>
public sealed record AsideStage(string Name, double Seconds)
{
    /// <summary>Starting a scratch server and loading the full backup into it.</summary>
    public const string Load = "loading";

    /// <summary>Comparing the scratch server with the backup's record.</summary>
    public const string Verify = "verifying";

    /// <summary>Applying the log to it.</summary>
    public const string Replay = "replaying";

    /// <summary>Comparing it with what backup and log make.</summary>
    public const string VerifyReplay = "verifying-replay";

    /// <summary>Copying what is wanted to the target, and comparing the two.</summary>
    public const string Copy = "copying";
}

namespace Mesh.Orchestrations.Movements;

/// <summary>What a movement does at the site that holds the data.</summary>
public static class MovementKind
{
    /// <summary>Walks the source from a cursor and cuts the next page of ranges.</summary>
    public const string PlanBackup = "plan-backup";

    /// <summary>Reads one range of the source into the vault.</summary>
    public const string Backup = "backup";

    /// <summary>Cuts the next page of ranges of a snapshot's tree.</summary>
    public const string PlanRestore = "plan-restore";

    /// <summary>Writes one range of a snapshot to the target.</summary>
    public const string Restore = "restore";

    /// <summary>Hard links and the metadata of directories, after all ranges.</summary>
    public const string FinishRestore = "finish-restore";

    /// <summary>Compares one range of the target with the snapshot.</summary>
    public const string VerifyRestore = "verify-restore";

    /// <summary>Looks whether what is restored aside may be put on the target.</summary>
    public const string PlanAside = "plan-restore-aside";

    /// <summary>Restores into a scratch server, and copies a part of it to the target.</summary>
    public const string RestoreAside = "restore-aside";

    /// <summary>Puts what was restored aside in place.</summary>
    public const string FinishAside = "finish-restore-aside";

    /// <summary>Brings a restored database server forward by its log, for a while.</summary>
    public const string ReplayLog = "replay-log";

    /// <summary>Restores a database into a scratch server and looks whether all is as it should be.</summary>
    public const string Rehearse = "rehearse";

    /// <summary>Restores files into a scratch folder and looks whether all is as it should be.</summary>
    public const string RehearseFiles = "rehearse-files";

    /// <summary>Compares a server that a log brought forward with what dump and log make.</summary>
    public const string VerifyReplay = "verify-replay";

    /// <summary>Follows a database server's log into the vault, for a while.</summary>
    public const string CaptureLog = "capture-log";

    /// <summary>Puts a log's older segments into a snapshot.</summary>
    public const string FoldLog = "fold-log";

    /// <summary>Drops the beginning of a log that no recovery point needs.</summary>
    public const string TrimLog = "trim-log";

    /// <summary>Removes all that a log holds.</summary>
    public const string RemoveLog = "remove-log";
}

namespace Mesh.Sources.MariaDb.Snapshots;

/// <summary>What is done with tables that no snapshot covers: MyISAM, Aria, MEMORY and the like.</summary>
public enum NonTransactional
{
    /// <summary>The dump does not start; the error names them.</summary>
    Refuse,

    /// <summary>They are locked against writes from before the snapshot until they have been read.</summary>
    Lock,
}

namespace Mesh.Sources.MariaDb.Loading;

/// <summary>What a load does where a database of the dump is on the target already.</summary>
public enum ExistingDatabases
{
    /// <summary>It does not start; the error names them.</summary>
    Refuse,

    /// <summary>They are dropped first, with all that is in them.</summary>
    Replace,

    /// <summary>
    /// An earlier load of the same dump is gone on with: tables that hold exactly what they should are kept,
    /// others are emptied and loaded. Everything else of the databases is made again.
    /// </summary>
    Resume,
}

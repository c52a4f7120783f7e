namespace Mesh.Sources.MariaDb.Log;

/// <summary>Why a log cannot be followed any further.</summary>
public enum LogBreak
{
    /// <summary>The server deleted a file before we had all of it.</summary>
    Purged,

    /// <summary>The server began to count its files anew (RESET MASTER).</summary>
    Reset,

    /// <summary>Another server answers, or an older copy of this one: at our position stands something
    /// else.</summary>
    Replaced,

    /// <summary>A transaction belongs to a GTID domain that the log did not have when it began.</summary>
    DomainSwitched,

    /// <summary>The sequence of a GTID domain went back.</summary>
    OutOfOrder,

    /// <summary>The server cannot read its own log any further.</summary>
    Unreadable,

    /// <summary>The server itself says that changes are missing from its log.</summary>
    Incident,
}

namespace Mesh.Sources.MariaDb.Lost;

/// <summary>What was written of lost transactions.</summary>
internal sealed record LostTally
{
    /// <summary>Those of others than Mesh.</summary>
    public long Transactions { get; set; }

    /// <summary>Those in which Mesh told the time, which are left out.</summary>
    public long Heartbeats { get; set; }

    /// <summary>Changes of rows that could be read.</summary>
    public long Rows { get; set; }

    /// <summary>Statements, such as definitions of tables.</summary>
    public long Statements { get; set; }

    /// <summary>Statements whose rows stand as events of the log, since they could not be written as
    /// SQL.</summary>
    public long AsEvents { get; set; }

    /// <summary>What could not be written, and why: by GTID.</summary>
    public IList<string> Unwritten { get; } = [];
}

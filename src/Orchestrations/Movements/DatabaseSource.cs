namespace Mesh.Orchestrations.Movements;

/// <summary>The database server that a movement reads or writes. References only: no secret.</summary>
public sealed record DatabaseSource
{
    /// <summary>The server and the account, as a manifest has it, with a reference to the password.</summary>
    public required string Connection { get; init; }

    /// <summary>A restore: only these of the databases; empty for all, with the accounts.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>How many connections may be used at once; null for the usual.</summary>
    public int? Connections { get; init; }

    /// <summary>How many bytes a second may be read at most; null for no limit.</summary>
    public long? BytesPerSecond { get; init; }
}

using Mesh.Sources.Progress;

namespace Mesh.Sources.MariaDb.Loading;

/// <summary>What a <see cref="MariaDbLoad"/> restores, and how.</summary>
public sealed record LoadOptions
{
    /// <summary>The databases; null for all of the dump.</summary>
    public IReadOnlyList<string>? Databases { get; init; }

    /// <summary>What is done with databases that are there.</summary>
    public ExistingDatabases Existing { get; init; } = ExistingDatabases.Refuse;

    /// <summary>How many connections load at once; 1 to 64.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>Whether users, roles and grants are made; those that exist keep their passwords.</summary>
    public bool Accounts { get; init; }

    /// <summary>Whether the load is kept out of the target's binary log.</summary>
    public bool WithoutBinlog { get; init; }

    /// <summary>Whether all tables are read again and compared with the record.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>Counts bytes of SQL and files as they are done.</summary>
    public TransferProgress? Progress { get; init; }
}

namespace Mesh.Functions.Runs;

/// <summary>
/// Asks for a restore. At most one of point, at, latest, gtid, beforeGtid and position is given; without any
/// of them it is the newest point's own state.
/// </summary>
/// <param name="System">The system.</param>
/// <param name="Component">The component.</param>
/// <param name="Target">
/// The folder to restore to, an absolute path; or, for a database, the connection of a server.
/// </param>
/// <param name="Point">The recovery point, whose own state is restored.</param>
/// <param name="At">
/// The moment: exactly this one, with all of its second, for a database whose log was captured and that is
/// restored to a server; else the newest point not after it.
/// </param>
/// <param name="Overwrite">Whether the target may hold something already.</param>
public sealed record RestoreRequest(
    string System,
    string Component,
    string Target,
    string? Point = null,
    DateTimeOffset? At = null,
    bool Overwrite = false)
{
    /// <summary>The newest state that is in the vault: with all of the log, where there is one.</summary>
    public bool Latest { get; init; }

    /// <summary>A database to a server: with this transaction as the last, as <c>0-1-100</c>.</summary>
    public string? Gtid { get; init; }

    /// <summary>A database to a server: just before this transaction.</summary>
    public string? BeforeGtid { get; init; }

    /// <summary>A database to a server: with the last transaction that ends at or before this position of
    /// its log, as <c>binlog.000001:1234</c>.</summary>
    public string? Position { get; init; }

    /// <summary>A database to a server: only these of its databases; empty for all. Where a log is replayed,
    /// it goes by way of a scratch server of the site.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>A database to a server: only these of its tables, as <c>DATABASE.TABLE</c>, by way of a
    /// scratch server of the site; empty for whole databases.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>With one table: what it is to be called on the target, as <c>DATABASE.TABLE</c>; null for
    /// its own name.</summary>
    public string? As { get; init; }
}

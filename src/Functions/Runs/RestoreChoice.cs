using Mesh.Catalog.Logs;
using Mesh.Catalog.Points;
using Mesh.Catalog.Systems;

namespace Mesh.Functions.Runs;

/// <summary>What a request for a restore comes to.</summary>
/// <param name="System">The system as it is declared now.</param>
/// <param name="Target">The folder or the server.</param>
/// <param name="Point">The recovery point that is restored.</param>
public sealed record RestoreChoice(SystemRecord System, string Target, PointRecord Point)
{
    /// <summary>The log that brings the point forward; null for the point's own state.</summary>
    public LogStreamRecord? Log { get; init; }

    /// <summary>The moment to bring it to.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether what is wanted is restored into a scratch server first, and copied from
    /// there.</summary>
    public bool GoesAside(RestoreRequest wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return GoesAside(wanted.Tables, wanted.Databases, Log is not null);
    }

    internal static bool GoesAside(
        IReadOnlyList<string> tables, IReadOnlyList<string> databases, bool hasLog) =>
        tables.Count > 0 || (databases.Count > 0 && hasLog);

    /// <summary>The place in the log to bring it to, where that is no moment.</summary>
    public string? Place { get; init; }
}

using System.Text.Json;
using Mesh.Catalog.Database;
using Mesh.Domain.Errors;
using Mesh.Domain.Measures;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Runs;

/// <summary>Turns rows into records, and finds them.</summary>
internal static class RunRows
{
    public static RunRecord ToRecord(RunRow row) => new(
        RunId.Parse(row.Id),
        new ComponentAddress(SystemName.Parse(row.System), ComponentName.Parse(row.Component)),
        row.SystemRevision,
        row.Kind,
        row.Trigger,
        row.RequestedBy,
        row.State,
        row.RequestedAt)
    {
        Mode = row.Mode,
        Occurrence = row.Occurrence,
        Point = row.Point,
        Target = row.Target,
        Until = row.Until,
        Place = row.Place,
        Databases = Names(row.Databases),
        Tables = Names(row.Tables),
        TableAs = row.TableAs,
        Overwrite = row.Overwrite,
        Site = row.Site,
        Purpose = row.Purpose,
        StartedAt = row.StartedAt,
        EndedAt = row.EndedAt,
        Phases = Phases(row),
        Counters = Counters(row),
        Error = row.Error is null ? null : JsonSerializer.Deserialize<RunError>(row.Error),
    };

    public static List<PhaseTime> Phases(RunRow row) =>
        JsonSerializer.Deserialize<List<PhaseTime>>(row.Phases)!;

    private static List<string> Names(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize<List<string>>(json)!;

    public static SortedDictionary<string, long> Counters(RunRow row) =>
        JsonSerializer.Deserialize<SortedDictionary<string, long>>(row.Counters)!;

    public static async Task<RunRow> GetAsync(
        CatalogContext context, RunId id, CancellationToken cancellationToken) =>
        await context.Runs.SingleOrDefaultAsync(row => row.Id == id.Value, cancellationToken)
        ?? throw new MeshException(
            "unknown-run", id.Value, "there is no such run", "'mesh runs' lists them", ExitCode.BadInput);
}

using Mesh.Catalog.Standbys;
using Mesh.Domain.Spelling;

namespace Mesh.Functions.Standbys;

/// <summary>A time that a system's standbys were woken, as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="System">The system.</param>
/// <param name="Kind"><c>cycle</c> or <c>inspection</c>.</param>
/// <param name="State"><c>awake</c>, <c>succeeded</c> or <c>failed</c>.</param>
/// <param name="RequestedBy">Who asked.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When all slept again.</param>
/// <param name="ReadySeconds">From the first order until all was checked.</param>
/// <param name="RpoSeconds">How old the oldest data was then.</param>
/// <param name="Reason">Why it failed.</param>
/// <param name="Drift">How the standbys differ from what production needs.</param>
public sealed record CycleView(
    string Id,
    string System,
    string Kind,
    string State,
    string RequestedBy,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    double? ReadySeconds,
    double? RpoSeconds,
    string Reason,
    IReadOnlyList<string> Drift)
{
    internal static CycleView Of(CycleRecord cycle) => new(
        cycle.Id,
        cycle.System.Value,
        Words.Of(cycle.Kind),
        cycle.Outcome is null ? "awake" : cycle.Outcome.Succeeded ? "succeeded" : "failed",
        cycle.RequestedBy,
        cycle.StartedAt,
        cycle.EndedAt,
        cycle.Outcome?.ReadySeconds,
        cycle.Outcome?.RpoSeconds,
        cycle.Outcome?.Reason ?? "",
        cycle.Outcome?.Drift ?? []);
}

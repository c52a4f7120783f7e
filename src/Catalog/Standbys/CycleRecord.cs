using Mesh.Domain.Names;
using Mesh.Domain.Standbys;

namespace Mesh.Catalog.Standbys;

/// <summary>A time that a system's standbys were woken, under way or over.</summary>
/// <param name="Id">Its id, also that of its orchestration.</param>
/// <param name="System">The system.</param>
/// <param name="Kind">Why.</param>
/// <param name="RequestedBy">Who asked.</param>
/// <param name="Input">What its orchestration is started with, as JSON.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When all slept again; null before.</param>
/// <param name="Outcome">What it came to; null before.</param>
public sealed record CycleRecord(
    string Id,
    SystemName System,
    CycleKind Kind,
    string RequestedBy,
    string Input,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    CycleOutcome? Outcome);

using Mesh.Domain.Incidents;
using Mesh.Domain.Spelling;

namespace Mesh.Catalog.Incidents;

/// <summary>What somebody has decided about an incident.</summary>
/// <param name="Question">The number of the question that is answered.</param>
/// <param name="Approved">Whether what was asked may be done.</param>
/// <param name="By">Who decides.</param>
/// <param name="Cause">What is behind it in their judgement; null: what was told.</param>
/// <param name="At">When.</param>
public sealed record DecidedIncident(
    int Question, bool Approved, string By, Cause? Cause, DateTimeOffset At)
{
    /// <summary>JSON: the restore that is to be done; null: none.</summary>
    public string? Restore { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        (Approved ? "approved" : "refused") + (Cause is { } said ? $" as {Words.Of(said)}" : "")
        + (Restore is null ? "" : $", with the restore {Restore}");
}

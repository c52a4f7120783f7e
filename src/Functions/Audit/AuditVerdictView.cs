using Mesh.Catalog.Audit;

namespace Mesh.Functions.Audit;

/// <summary>What a verification of the audit trail found, as the API shows it.</summary>
/// <param name="Whole">Whether every entry is as it was written.</param>
/// <param name="Entries">How many entries were found whole, from the first on.</param>
/// <param name="Head">The hash of the last of them.</param>
/// <param name="BrokenAt">The number of the first entry that is missing or altered.</param>
/// <param name="Cause">What is wrong with it.</param>
/// <param name="Found">What stands in its place; null where nothing does.</param>
public sealed record AuditVerdictView(
    bool Whole, long Entries, string Head, long? BrokenAt, string? Cause, AuditEntry? Found)
{
    internal static AuditVerdictView Of(AuditVerdict verdict) => new(
        verdict.IsWhole,
        verdict.Head.Entries,
        verdict.Head.Hash,
        verdict.BrokenAt,
        verdict.Cause,
        verdict.Found);
}

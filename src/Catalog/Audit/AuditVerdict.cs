namespace Mesh.Catalog.Audit;

/// <summary>What a verification of the audit trail found.</summary>
/// <param name="Head">
/// The last entry that was found whole, from the first on. Kept elsewhere, it also shows a later verification
/// whether entries were cut off the end or all were written anew.
/// </param>
/// <param name="BrokenAt">
/// The number of the first entry that is missing or altered; null when there is none.
/// </param>
/// <param name="Cause">What is wrong with it.</param>
/// <param name="Found">What stands in the place of that entry; null where nothing does.</param>
public sealed record AuditVerdict(AuditHead Head, long? BrokenAt, string? Cause, AuditEntry? Found)
{
    /// <summary>True when every entry is as it was written.</summary>
    public bool IsWhole => BrokenAt is null;
}

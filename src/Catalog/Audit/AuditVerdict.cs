namespace Mesh.Catalog.Audit;

/// <summary>What a verification of the audit trail found.</summary>
/// <param name="Entries">How many entries were found whole, from the first on.</param>
/// <param name="Head">
/// The hash of the last whole entry. Kept elsewhere, it also shows whether entries were cut off the end.
/// </param>
/// <param name="BrokenAt">
/// The number of the first entry that is missing or altered; null when there is none.
/// </param>
/// <param name="Cause">What is wrong with it.</param>
public sealed record AuditVerdict(long Entries, string Head, long? BrokenAt, string? Cause)
{
    /// <summary>True when every entry is as it was written.</summary>
    public bool IsWhole => BrokenAt is null;
}

namespace Mesh.Catalog.Audit;

/// <summary>An entry of the audit trail.</summary>
/// <param name="Number">1, 2, 3, ... without a gap.</param>
/// <param name="At">When it was written.</param>
/// <param name="Who">Who did it.</param>
/// <param name="Action">What was done.</param>
/// <param name="Subject">What it was done to.</param>
/// <param name="Details">More about it.</param>
/// <param name="Hash">SHA-256 over the entry and the hash of the one before.</param>
public sealed record AuditEntry(
    long Number, DateTimeOffset At, string Who, string Action, string Subject, string Details, string Hash);

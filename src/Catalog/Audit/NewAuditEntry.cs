namespace Mesh.Catalog.Audit;

/// <summary>Something that was done and must be remembered.</summary>
/// <param name="Who">Who did it: a user, a key's name, the schedule.</param>
/// <param name="Action">What was done, in kebab-case: <c>system-applied</c>.</param>
/// <param name="Subject">What it was done to.</param>
public sealed record NewAuditEntry(string Who, string Action, string Subject)
{
    /// <summary>More about it; no secret.</summary>
    public string Details { get; init; } = "";

    /// <summary>An entry with a key is written once, however often it is said.</summary>
    public string? Key { get; init; }
}

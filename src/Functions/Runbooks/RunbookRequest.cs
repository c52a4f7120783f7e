namespace Mesh.Functions.Runbooks;

/// <summary>A move of a system's production that is asked for.</summary>
/// <param name="System">The system.</param>
/// <param name="Planned">Whether the old production takes part; else it counts as lost.</param>
/// <param name="To">The site that becomes production; null: the other one.</param>
/// <param name="By">Who asks; it is in the audit trail.</param>
/// <param name="LastGood">When production was last seen to work; null: now.</param>
public sealed record RunbookRequest(
    string System,
    bool Planned = false,
    string? To = null,
    string By = "api",
    DateTimeOffset? LastGood = null);

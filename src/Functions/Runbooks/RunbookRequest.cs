namespace Mesh.Functions.Runbooks;

/// <summary>
/// A move of a system's production that is asked for, its protection where it is, or its start at its own
/// site.
/// </summary>
/// <param name="System">The system.</param>
/// <param name="Planned">Whether the old production takes part; else it counts as lost.</param>
/// <param name="To">The site that becomes production; null: the other one.</param>
/// <param name="By">Who asks, by name; null: whose key it is.</param>
/// <param name="LastGood">When production was last seen to work; null: now.</param>
/// <param name="Protect">
/// Whether production stays where it is and the other site becomes its standby; then neither
/// <paramref name="Planned"/> nor <paramref name="To"/> nor <paramref name="LastGood"/> is given.
/// </param>
/// <param name="Local">
/// Whether production's own site starts again what has failed there, and nothing moves; then none of
/// <paramref name="Planned"/>, <paramref name="To"/> and <paramref name="Protect"/> is given.
/// </param>
public sealed record RunbookRequest(
    string System,
    bool Planned = false,
    string? To = null,
    string? By = null,
    DateTimeOffset? LastGood = null,
    bool Protect = false,
    bool Local = false);

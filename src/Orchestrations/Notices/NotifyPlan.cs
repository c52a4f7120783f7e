namespace Mesh.Orchestrations.Notices;

/// <summary>What is to be sent of a system's notices.</summary>
/// <param name="Due">The messages that are to be sent now, by their ids.</param>
/// <param name="Next">When more is due; null: nothing is.</param>
public sealed record NotifyPlan(IReadOnlyList<string> Due, DateTimeOffset? Next);

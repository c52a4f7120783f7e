namespace Mesh.Activities.Movements;

/// <summary>The queues that movements and their results go through.</summary>
public sealed record MovementOptions
{
    /// <summary>The queue of the site that holds the data.</summary>
    public required string MovementsQueue { get; init; }

    public required string ResultsQueue { get; init; }

    /// <summary>How long it takes at least until a long movement says again how far it is.</summary>
    public TimeSpan ReportEvery { get; init; } = TimeSpan.FromSeconds(2);
}

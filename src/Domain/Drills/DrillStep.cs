using Mesh.Domain.Runbooks;

namespace Mesh.Domain.Drills;

/// <summary>One step of a drill.</summary>
/// <param name="Id">That of the failover's step, or of its own.</param>
/// <param name="Phase">The failover's phase that it stands for.</param>
/// <param name="Title">What the failover would do, for people.</param>
/// <param name="Treatment">What the drill does instead.</param>
/// <param name="Why">What is done or left out, and for which reason.</param>
public sealed record DrillStep(
    string Id, RunbookPhase Phase, string Title, DrillTreatment Treatment, string Why)
{
    /// <summary>The component; empty where the step is the whole system's.</summary>
    public string Component { get; init; } = "";

    /// <summary>Whether the data of the component is restored here.</summary>
    public bool Restores { get; init; }

    /// <summary>Whether what was restored is shown to take writes here.</summary>
    public bool Promotes { get; init; }

    /// <summary>Whether the agent of the site that would take over is asked to rehearse it here.</summary>
    public bool Asks { get; init; }
}

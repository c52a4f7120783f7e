namespace Mesh.Orchestrations.Incidents;

/// <summary>Something that happened in the course of an incident.</summary>
/// <param name="At">When.</param>
/// <param name="Told">What, for people.</param>
public sealed record IncidentEvent(DateTimeOffset At, string Told)
{
    /// <summary>The name of the event that says that something about an incident has changed. It carries
    /// nothing: what has changed is read from the catalogue, so that a forged one decides nothing.</summary>
    public const string News = "news";
}

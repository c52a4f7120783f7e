namespace Mesh.Domain.Incidents;

/// <summary>What is behind an incident, the more frequent first.</summary>
public enum Cause
{
    /// <summary>Something inside the system deviates from how it was made to be.</summary>
    Anomaly,

    /// <summary>Serious trouble, from inside or outside, within the operators' control.</summary>
    Accident,

    /// <summary>Something large that is out of the operators' control.</summary>
    Disaster,
}

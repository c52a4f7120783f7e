namespace Mesh.Domain.Drills;

/// <summary>What a drill does in place of a step of the failover.</summary>
public enum DrillTreatment
{
    /// <summary>It is done, in a sealed place, on what the vault holds; or its site shows that it could
    /// be.</summary>
    Rehearsed,

    /// <summary>It is passed over and counts as done: doing it would touch production.</summary>
    Simulated,

    /// <summary>It is passed over, and what it does is not shown.</summary>
    NotDrilled,
}

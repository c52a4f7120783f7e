namespace Mesh.Domain.Drills;

/// <summary>Where a drill is in its life.</summary>
public enum DrillState
{
    /// <summary>At work, or waiting for an approval.</summary>
    Running,

    /// <summary>Everything that was drilled was as it should be.</summary>
    Succeeded,

    /// <summary>Something was not, or could not be shown; the evidence says what.</summary>
    Failed,

    /// <summary>Somebody ended it.</summary>
    Cancelled,
}

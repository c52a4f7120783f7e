using Mesh.Domain.Drills;

namespace Mesh.Orchestrations.Drills;

/// <summary>A drill ends before its last step.</summary>
internal sealed class DrillStoppedException(DrillState state, string reason) : Exception(reason)
{
    public DrillState State => state;
}

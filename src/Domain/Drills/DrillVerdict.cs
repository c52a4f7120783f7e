using Mesh.Domain.Measures;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Drills;

/// <summary>What can be said of a drill's figures beside what is demanded.</summary>
public static class DrillVerdict
{
    /// <summary>One sentence on the figures of the level, or on the objectives where no level is
    /// demanded.</summary>
    public static string Of(Objectives objectives, DrillFigures figures)
    {
        ArgumentNullException.ThrowIfNull(objectives);
        ArgumentNullException.ThrowIfNull(figures);
        var level = objectives.Level;
        var name = level is null ? "the objectives" : $"the figures of level {level.Number}";
        if (figures is not { RtoSeconds: { } rto, RpoSeconds: { } rpo })
        {
            return $"not shown to meet {name}";
        }

        string[] missed =
        [
            .. rto > (level?.Rto ?? objectives.WantedRto)?.TotalSeconds ? [ObjectiveStanding.Rto] : Nothing,
            .. rpo > (level?.Rpo ?? objectives.WantedRpo)?.TotalSeconds ? [ObjectiveStanding.Rpo] : Nothing,
        ];
        return missed.Length > 0 ? $"does not meet {name}: {string.Join(", ", missed)}"
            : figures.IsComplete ? $"meets {name}"
            : $"meets {name} in what was drilled";
    }

    private static string[] Nothing => [];
}

using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Standbys;

namespace Mesh.Domain.Advice;

/// <summary>One way in which a system could stand by, and whether it meets what is demanded.</summary>
/// <param name="Site">Where.</param>
/// <param name="Class">Of hosts and databases; files are warm where these are hot.</param>
/// <param name="LosesNothing">Whether databases replicate so that every acknowledged write is there.</param>
/// <param name="Cost">What it costs.</param>
public sealed record StandbyOption(SiteName Site, StandbyClass Class, bool LosesNothing, MonthlyCost Cost)
{
    /// <summary>The most that is lost as a whole without both sites; null: nothing is known to be.</summary>
    public FaultScope? Outlives { get; init; }

    /// <summary>How long the system takes; null where that is not reckoned.</summary>
    public TimeSpan? Rto { get; init; }

    /// <summary>The most that any component loses; null where nothing bounds it.</summary>
    public TimeSpan? Rpo { get; init; }

    /// <summary>Why it does not do; empty where it does.</summary>
    public IReadOnlyList<FieldProblem> Against { get; init; } = [];

    /// <summary>Whether it meets all that is demanded.</summary>
    public bool Meets => Against.Count == 0;
}

using Mesh.Domain.Systems;

namespace Mesh.Domain.Standbys;

/// <summary>
/// How long a component of a kind may take to be back, by the class of its standby. These are the figures
/// that a declaration is checked against until something is measured.
/// </summary>
public static class ComponentFigures
{
    /// <summary>The longest that changing the lead of traffic may take; ours, whatever the class.</summary>
    public static TimeSpan Traffic => TimeSpan.FromMinutes(2);

    /// <summary>The figure of a kind and a class.</summary>
    /// <remarks>
    /// Databases: cold 6 h, warm 1 h, hot 30 min. Hosts: warm 2 h, hot 30 min; cold 12 h, half of
    /// the tier's day, since no figure of a component is given (ours).
    /// Files are restored as databases are, and have their figures.
    /// </remarks>
    public static TimeSpan Rto(string kind, StandbyClass standby) => (kind, standby) switch
    {
        (TrafficComponent.Word, _) => Traffic,
        (_, StandbyClass.Active) => TimeSpan.FromMinutes(2),
        (_, StandbyClass.Hot) => TimeSpan.FromMinutes(30),
        (HostsComponent.Word, StandbyClass.Warm) => TimeSpan.FromHours(2),
        (_, StandbyClass.Warm) => TimeSpan.FromHours(1),
        (HostsComponent.Word, _) => TimeSpan.FromHours(12),
        _ => TimeSpan.FromHours(6),
    };

    /// <summary>
    /// How long a component takes by its declaration: its own objective where it has one, else the figure of
    /// its kind and class; null for one that has no standby and is not traffic.
    /// </summary>
    public static TimeSpan? Declared(ComponentDefinition component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return component.Objectives.Rto
            ?? (component is TrafficComponent ? Traffic
                : component.Standby is { } standby ? Rto(component.Kind, standby.Class)
                : null);
    }
}

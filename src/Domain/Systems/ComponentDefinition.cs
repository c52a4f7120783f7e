using Mesh.Domain.Names;
using Mesh.Domain.Retention;
using Mesh.Domain.Schedules;
using Mesh.Domain.Standbys;

namespace Mesh.Domain.Systems;

/// <summary>
/// A part of a system that is protected on its own. Each kind of source is a record of its own.
/// </summary>
/// <param name="Name">Its name within the system.</param>
/// <param name="Site">The site where its data is.</param>
public abstract record ComponentDefinition(ComponentName Name, SiteName Site)
{
    /// <summary>The word for it in a manifest.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether it has data of its own, which is backed up.</summary>
    public virtual bool HoldsData => true;

    /// <summary>The components of the system that must be back before this one can be.</summary>
    public IReadOnlyList<ComponentName> DependsOn { get; init; } = [];

    /// <summary>What stands by for it at another site; null: nothing does.</summary>
    public Standby? Standby { get; init; }

    /// <summary>What its owner demands of it alone.</summary>
    public ComponentObjectives Objectives { get; init; } = new();

    /// <summary>Its own schedule, which stands in for the system's.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>Its own retention, which stands in for the system's.</summary>
    public RetentionRules? Retention { get; init; }
}

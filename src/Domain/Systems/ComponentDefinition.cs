using Mesh.Domain.Names;
using Mesh.Domain.Retention;
using Mesh.Domain.Schedules;

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

    /// <summary>Its own schedule, which stands in for the system's.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>Its own retention, which stands in for the system's.</summary>
    public RetentionRules? Retention { get; init; }
}

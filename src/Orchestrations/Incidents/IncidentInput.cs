using Mesh.Domain.Incidents;

namespace Mesh.Orchestrations.Incidents;

/// <summary>Which incident is dealt with, and how far that is. It holds names and no secrets.</summary>
public sealed record IncidentInput
{
    /// <summary>Its id, which is also that of its instance.</summary>
    public required string IncidentId { get; init; }

    public required string System { get; init; }

    /// <summary>How many questions have been asked.</summary>
    public int Questions { get; init; }

    /// <summary>When production was last seen well; null where nobody has seen it down.</summary>
    public DateTimeOffset? DownFrom { get; init; }

    /// <summary>The gravest cause that has been dealt with; null: none.</summary>
    public Cause? SettledFor { get; init; }

    /// <summary>What has happened, the oldest first.</summary>
    public IReadOnlyList<IncidentEvent> Events { get; init; } = [];
}

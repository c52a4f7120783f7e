using Mesh.Domain.Drills;
using Mesh.Orchestrations.Movements;

namespace Mesh.Orchestrations.Drills;

/// <summary>What a drill is to do, pinned when it is asked for. It holds names and no secrets.</summary>
public sealed record DrillInput
{
    /// <summary>Its id, which is also that of its instance and the tag of its locks.</summary>
    public required string DrillId { get; init; }

    public required string System { get; init; }

    /// <summary>The revision of the manifest that holds.</summary>
    public required int Revision { get; init; }

    /// <summary>SHA-256 of the canonical manifest, in hexadecimal digits.</summary>
    public required string ManifestSha256 { get; init; }

    public required string RequestedBy { get; init; }

    /// <summary>When it was asked for: the moment at which production counts as lost.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    public required IReadOnlyList<DrillStep> Steps { get; init; }

    /// <summary>The data that is restored, each component once.</summary>
    public required IReadOnlyList<DrillPart> Parts { get; init; }

    /// <summary>The site that would take over, whose agent is asked; empty where there is none.</summary>
    public string Site { get; init; } = "";

    /// <summary>The epoch of the present production.</summary>
    public long Epoch { get; init; }

    /// <summary>How long an agent may take for one rehearsal.</summary>
    public double OrderSeconds { get; init; } = 300;

    /// <summary>Whether an approver is really asked.</summary>
    public bool Ask { get; init; }

    /// <summary>Who may approve; empty: anybody with that role.</summary>
    public IReadOnlyList<string> Approvers { get; init; } = [];

    /// <summary>How long they have.</summary>
    public double ApproveSeconds { get; init; } = 86_400;

    public MovementPolicy Policy { get; init; } = new();
}

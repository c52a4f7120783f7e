using Mesh.Activities.Restores;

namespace Mesh.Functions.Runs;

/// <summary>What a restore would do.</summary>
public sealed record RestorePlanView
{
    public required string System { get; init; }

    public required string Component { get; init; }

    public required string Target { get; init; }

    /// <summary>The recovery point that would be restored.</summary>
    public required string Point { get; init; }

    /// <summary>The time whose state the point holds.</summary>
    public required DateTimeOffset PointTime { get; init; }

    /// <summary>Where the point lies in the log of its server; empty where it has none.</summary>
    public required string PointPosition { get; init; }

    /// <summary>Where the log would be cut; null where the point's own state would be restored.</summary>
    public LogCut? Log { get; init; }

    /// <summary>The databases that would be loaded; empty where files are restored.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>The tables that would be copied to the target, by their names there; empty where whole
    /// databases or files are restored.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>Whether it goes by way of a scratch server of the site: what is to be loaded is loaded
    /// there, and only what is wanted is copied to the target.</summary>
    public bool Aside { get; init; }

    /// <summary>How many files would be restored or loaded.</summary>
    public required long Files { get; init; }

    /// <summary>How long they are.</summary>
    public required long Bytes { get; init; }

    /// <summary>What is on the target already and would be replaced or written over.</summary>
    public IReadOnlyList<string> Existing { get; init; } = [];

    /// <summary>Whether the restore would be refused, since it was not asked to overwrite.</summary>
    public required bool NeedsOverwrite { get; init; }

    /// <summary>
    /// How long it would take without the log, by earlier restores of the component; null where there were
    /// none.
    /// </summary>
    public double? EstimateSeconds { get; init; }

    /// <summary>How many earlier restores that is judged by.</summary>
    public int EstimatedFrom { get; init; }
}

namespace Mesh.Catalog.Runbooks;

/// <summary>Where a runbook is in its life.</summary>
public enum RunbookState
{
    /// <summary>At work, or waiting for a decision.</summary>
    Running,

    /// <summary>Production is where it was to be.</summary>
    Succeeded,

    /// <summary>It was undone: production is where it was.</summary>
    Undone,

    /// <summary>It ended otherwise; the report says how.</summary>
    Failed,
}

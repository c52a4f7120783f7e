namespace Mesh.Catalog.Diffs;

/// <summary>How something differs from what was.</summary>
public enum ChangeKind
{
    /// <summary>It is as it was.</summary>
    Unchanged,

    /// <summary>It was not there.</summary>
    Created,

    /// <summary>It is there with another value.</summary>
    Changed,

    /// <summary>It is gone.</summary>
    Removed,
}

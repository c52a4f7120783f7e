namespace Mesh.Vault.Comparing;

/// <summary>How an entry differs between two snapshots.</summary>
public enum ChangeKind
{
    /// <summary>Only the later one has it.</summary>
    Added,

    /// <summary>Only the earlier one has it.</summary>
    Removed,

    /// <summary>A file with other content.</summary>
    Modified,

    /// <summary>It has become something else, such as a link that was a file.</summary>
    Retyped,

    /// <summary>The same content with other metadata: mode, owner, time of change, link target, attributes,
    /// device.</summary>
    Metadata,
}

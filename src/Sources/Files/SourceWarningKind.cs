namespace Mesh.Sources.Files;

/// <summary>What a <see cref="SourceWarning"/> is about.</summary>
public enum SourceWarningKind
{
    /// <summary>It could not be read, so it is not in the backup.</summary>
    Unreadable,

    /// <summary>It was gone when it was to be read, so it is not in the backup.</summary>
    Vanished,

    /// <summary>It changed while it was read, so what is in the backup may mix old and new.</summary>
    Changed,

    /// <summary>
    /// The earlier backup could not be used to tell whether it has changed, so it was read again.
    /// </summary>
    NotComparable,
}

namespace Mesh.Vault.Checking;

/// <summary>How much a <see cref="Finding"/> matters.</summary>
public enum Severity
{
    /// <summary>Wasted space or something that a later run cleans.</summary>
    Note,

    /// <summary>Something that was backed up may not be restorable.</summary>
    Error,
}

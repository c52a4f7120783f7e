namespace Mesh.Sources.Databases;

/// <summary>What a restore does where a database of the backup is on the target already.</summary>
public enum RestoreMode
{
    /// <summary>It does not start; the error names them.</summary>
    Refuse,

    /// <summary>They are dropped first, with all that is in them.</summary>
    Replace,

    /// <summary>An earlier restore of the same backup, cut off at any moment, is brought to its
    /// end.</summary>
    Resume,
}

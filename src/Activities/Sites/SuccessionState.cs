namespace Mesh.Activities.Sites;

/// <summary>What became of an incarnation's claim to a system's epochs.</summary>
public enum SuccessionState
{
    /// <summary>The agents refuse what a Mesh that was replaced orders.</summary>
    Claimed,

    /// <summary>The system has no voters, or none of them knows of a production: nobody is to be kept
    /// out.</summary>
    NotNeeded,

    /// <summary>The voters could not be asked, or another claimed meanwhile; ask again.</summary>
    Unreached,

    /// <summary>The voters know a Mesh that has replaced this one.</summary>
    Replaced,
}

namespace Mesh.Domain.Runs;

/// <summary>What can happen to a run.</summary>
public enum RunEvent
{
    /// <summary>Work begins.</summary>
    Start,

    /// <summary>Everything was done and verified.</summary>
    Succeed,

    /// <summary>It was done and verified, but some of the source could not be read.</summary>
    SucceedInPart,

    /// <summary>An error ended it.</summary>
    Fail,

    /// <summary>A request ended it.</summary>
    Cancel,
}

namespace Mesh.Tests.Sites.Epochs.Simulated;

/// <summary>The way from a process to a voter: each direction may be cut, and both may be slow.</summary>
internal sealed class Link
{
    public bool CutThere { get; set; }

    public bool CutBack { get; set; }

    /// <summary>The longest that one direction takes.</summary>
    public TimeSpan Slowest { get; set; }
}

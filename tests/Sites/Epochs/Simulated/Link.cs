namespace Mesh.Tests.Sites.Epochs.Simulated;

/// <summary>The way from a process to a voter: each direction may be cut, and both may be slow.</summary>
internal sealed class Link(Random random)
{
    private static readonly int[] Seconds = [3, 10, 30, 100];

    /// <summary>How long a cut lasts on the average, in seconds.</summary>
    public int MeanCut { get; } = Seconds[random.Next(Seconds.Length)];

    /// <summary>How long it lasts on the average until the next.</summary>
    public int MeanWhole { get; } = 2 * Seconds[random.Next(1, Seconds.Length)];

    public bool CutThere { get; set; }

    public bool CutBack { get; set; }

    /// <summary>The longest that one direction takes.</summary>
    public TimeSpan Slowest { get; set; }
}

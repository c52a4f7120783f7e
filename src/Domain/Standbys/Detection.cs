namespace Mesh.Domain.Standbys;

/// <summary>When production counts as gone.</summary>
/// <param name="Every">How often each place looks; 1 s to 10 min.</param>
/// <param name="Failures">How often in a row it must have failed; 1 to 100.</param>
public sealed record Detection(TimeSpan Every, int Failures)
{
    /// <summary>What holds where nothing is declared: three failures, two seconds apart.</summary>
    public static Detection Usual { get; } = new(TimeSpan.FromSeconds(2), 3);

    /// <summary>How long it takes at most from the last good look to the decision that it is gone.</summary>
    public TimeSpan Longest => Every * (Failures + 1);
}

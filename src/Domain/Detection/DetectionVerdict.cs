namespace Mesh.Domain.Detection;

/// <summary>Whether a system's production is gone.</summary>
/// <param name="Gone">
/// Whether it counts as gone: from when a majority saw it down until all has been well for a while, so that
/// what flaps is one verdict and not many.
/// </param>
/// <param name="LastGood">The earliest that it can have been seen well last; null while it stands.</param>
/// <param name="Told">Who sees what, for people; empty while it stands.</param>
public sealed record DetectionVerdict(bool Gone, DateTimeOffset? LastGood, string Told)
{
    /// <summary>Nothing says that production is gone.</summary>
    public static DetectionVerdict Standing { get; } = new(false, null, "");

    /// <summary>
    /// Whether a majority sees it down at this moment: only then may anything act on the verdict.
    /// </summary>
    public bool Seen { get; init; }
}

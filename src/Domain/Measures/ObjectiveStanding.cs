namespace Mesh.Domain.Measures;

/// <summary>How it stands with one objective.</summary>
/// <param name="Subject">A component's name, or null for the system as a whole.</param>
/// <param name="Name"><c>rpo</c> or <c>rto</c>.</param>
/// <param name="Wanted">What is demanded; null where nothing is.</param>
public sealed record ObjectiveStanding(string? Subject, string Name, TimeSpan? Wanted)
{
    /// <summary>The name of what may be lost.</summary>
    public const string Rpo = "rpo";

    /// <summary>The name of how long it takes.</summary>
    public const string Rto = "rto";

    /// <summary>What is to be expected, by measurements where there are some, else by the declaration.
    /// </summary>
    public TimeSpan? Predicted { get; init; }

    /// <summary>What was shown; null where nothing was yet.</summary>
    public TimeSpan? Proven { get; init; }

    /// <summary>How long ago that was shown.</summary>
    public TimeSpan? ProofAge { get; init; }

    /// <summary>
    /// By how much the worse of what is proven and what is predicted is over what is demanded; zero where
    /// neither is; null where nothing is demanded or nothing known.
    /// </summary>
    public TimeSpan? Gap => Wanted is { } wanted && Worst is { } worst
        ? worst > wanted ? worst - wanted : TimeSpan.Zero
        : null;

    /// <summary>
    /// True where what is proven is within what is demanded; false where it is not, or what is predicted is
    /// not; null where nothing is demanded, or nothing proven yet.
    /// </summary>
    public bool? Met => Wanted is null ? null : Gap > TimeSpan.Zero ? false : Proven is null ? null : true;

    private TimeSpan? Worst => Proven is null ? Predicted
        : Predicted is null || Proven > Predicted ? Proven : Predicted;
}

namespace Mesh.Sites.Epochs;

/// <summary>What came of a claim.</summary>
/// <param name="Claim">The claim; null where too few voters answered for one to be made.</param>
/// <param name="Won">Whether a majority is known to hold it.</param>
/// <param name="Told">Why not, for people.</param>
public sealed record ClaimOutcome(EpochClaim? Claim, bool Won, string Told);

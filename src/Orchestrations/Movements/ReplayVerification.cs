namespace Mesh.Orchestrations.Movements;

/// <summary>What came of comparing a server that a log brought forward with dump and log.</summary>
/// <param name="Compared">Tables whose rows were compared.</param>
/// <param name="Scanned">Tables that were read, but of which the log does not tell what they hold.</param>
/// <param name="Reasons">Of the first of these, which and why.</param>
public sealed record ReplayVerification(int Compared, int Scanned, IReadOnlyList<string> Reasons)
{
    /// <summary>In one line, without the reasons.</summary>
    public override string ToString() => $"{Compared} tables compared, {Scanned} scanned";
}

namespace Mesh.Vault.Checking;

/// <summary>What a check has found.</summary>
/// <param name="Findings">At most some thousands; a repository with more is named by <paramref
/// name="Errors"/>.</param>
/// <param name="Errors">How many findings are errors.</param>
/// <param name="Snapshots">Snapshots looked at.</param>
/// <param name="Packs">Packs looked at.</param>
/// <param name="BytesRead">Bytes of packs that were read and verified.</param>
public sealed record CheckResult(
    IReadOnlyList<Finding> Findings, long Errors, long Snapshots, long Packs, long BytesRead)
{
    /// <summary>Whether everything the check covered is sound.</summary>
    public bool IsSound => Errors == 0;
}

namespace Mesh.Vault.Checking;

/// <summary>Looks for damage in a repository. Changes nothing.</summary>
public static class Checker
{
    /// <summary>
    /// Checks the index against the packs and every snapshot against the index; with
    /// <see cref="CheckOptions.ReadData"/> every byte of every pack as well. Reloads the index first.
    /// </summary>
    public static Task<CheckResult> CheckAsync(
        Repository repository, CheckOptions options, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}

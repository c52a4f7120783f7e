using Mesh.Domain.Errors;

namespace Mesh.Vault.Errors;

/// <summary>Errors about stored bytes that are not what they must be.</summary>
public static class Damage
{
    internal static MeshException Of(string code, string subject, string cause, Exception? inner = null) =>
        new(code, subject, cause, "run 'mesh vault check --read-data' to see what else is damaged",
            innerException: inner);

    /// <summary>Whether an error is about stored bytes that are not what they must be.</summary>
    public static bool Is(MeshException error) =>
        error.Code.StartsWith("damaged-", StringComparison.Ordinal);
}

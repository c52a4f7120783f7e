using Mesh.Domain.Errors;
using Mesh.Domain.Secrets;

namespace Mesh.Activities.Secrets;

/// <summary>
/// Turns references to secrets into the secrets, on the machine and at the moment they are used. Nothing is
/// kept.
/// </summary>
public static class SecretResolver
{
    /// <exception cref="MeshException">
    /// <c>secret-missing</c>: there is nothing where the reference points.
    /// </exception>
    public static async Task<string> ResolveAsync(string reference, CancellationToken cancellationToken)
    {
        var where = SecretReference.Parse(reference);
        return where.Scheme switch
        {
            SecretScheme.Env => FromEnvironment(where),
            SecretScheme.File => await FromFileAsync(where, cancellationToken),
            _ => throw new System.Diagnostics.UnreachableException($"a secret by {where.Scheme}"),
        };
    }

    private static string FromEnvironment(SecretReference where) =>
        Environment.GetEnvironmentVariable(where.Target) is { Length: > 0 } secret
            ? secret
            : throw Missing(where, "the environment variable is not set where the secret is used", null);

    private static async Task<string> FromFileAsync(
        SecretReference where, CancellationToken cancellationToken)
    {
        try
        {
            var lines = await File.ReadAllLinesAsync(where.Target, cancellationToken);
            return lines.Length > 0 && lines[0].Length > 0
                ? lines[0]
                : throw Missing(where, "the file's first line is empty", null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Missing(where, $"the file cannot be read: {error.Message.TrimEnd('.')}", error);
        }
    }

    private static MeshException Missing(SecretReference where, string cause, Exception? inner) => new(
        "secret-missing",
        where.ToString(),
        cause,
        "put the secret where the system's manifest says it is",
        ExitCode.BadInput,
        inner);
}

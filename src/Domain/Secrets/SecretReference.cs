using Mesh.Domain.Errors;
using Mesh.Domain.Spelling;

namespace Mesh.Domain.Secrets;

/// <summary>
/// Says where a secret is, never what it is. It is resolved where the secret is used, and nowhere else; so it
/// may be stored, logged and queued.
/// </summary>
public sealed record SecretReference
{
    private const string Ways = "write env:NAME or file:/path; the secret itself must not stand here";

    private SecretReference(SecretScheme scheme, string target)
    {
        Scheme = scheme;
        Target = target;
    }

    /// <summary>Where the secret is kept.</summary>
    public SecretScheme Scheme { get; }

    /// <summary>The name of the variable, or the path of the file.</summary>
    public string Target { get; }

    /// <summary>
    /// Reads a reference. The problem never repeats the text, since the text may be the secret.
    /// </summary>
    public static Parsed<SecretReference> Read(string text)
    {
        if (text.StartsWith("env:", StringComparison.Ordinal))
        {
            var name = text["env:".Length..];
            return IsVariable(name)
                ? new SecretReference(SecretScheme.Env, name)
                : new Problem("what follows 'env:' is not the name of an environment variable", Ways);
        }

        if (text.StartsWith("file:", StringComparison.Ordinal))
        {
            var path = text["file:".Length..];
            return path.StartsWith('/') && path.Length > 1 && !path.Contains('\0', StringComparison.Ordinal)
                ? new SecretReference(SecretScheme.File, path)
                : new Problem("what follows 'file:' is not an absolute path", Ways);
        }

        return text.StartsWith("keyvault:", StringComparison.Ordinal)
            ? new Problem("references to a key vault are not built yet", "use env:NAME or file:/path")
            : new Problem("is not a reference to a secret", Ways);
    }

    /// <summary>
    /// As <see cref="Read"/>, but throws a <see cref="MeshException"/> that does not repeat the text.
    /// </summary>
    public static SecretReference Parse(string text) =>
        Read(text).OrThrow("invalid-secret-reference", "secret");

    /// <inheritdoc/>
    public override string ToString() => $"{Words.Of(Scheme)}:{Target}";

    private static bool IsVariable(string name) =>
        name.Length > 0
        && !char.IsAsciiDigit(name[0])
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
}

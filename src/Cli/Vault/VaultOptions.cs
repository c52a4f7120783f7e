using System.CommandLine;
using Mesh.Domain.Errors;

namespace Mesh.Cli.Vault;

/// <summary>
/// The options by which every verb finds and opens its repository; the variables are restic's.
/// </summary>
internal static class VaultOptions
{
    public static readonly Option<string?> Repository = new("--repo", "-r")
    {
        Description = "The repository: /path or azure:container:/prefix [$RESTIC_REPOSITORY]",
        Recursive = true,
    };

    public static readonly Option<string?> PasswordFile = new("--password-file", "-p")
    {
        Description = "File with the repository's password [$RESTIC_PASSWORD_FILE, or $RESTIC_PASSWORD itself]",
        Recursive = true,
    };

    public static readonly Option<bool> NoLock = new("--no-lock")
    {
        Description = "Do not lock the repository while reading it: for a store that cannot be written",
    };

    /// <summary>The repository's location.</summary>
    public static string Location(ParseResult parsed) =>
        parsed.GetValue(Repository) ?? Variable("RESTIC_REPOSITORY") ?? throw Missing(
            "--repo", "no repository is named", "give --repo or set RESTIC_REPOSITORY");

    /// <summary>The password.</summary>
    public static string Password(ParseResult parsed)
    {
        var file = parsed.GetValue(PasswordFile);
        if (file is null && Variable("RESTIC_PASSWORD") is { } password)
        {
            return password;
        }

        file ??= Variable("RESTIC_PASSWORD_FILE") ?? throw Missing(
            "--password-file", "no password is given", "give --password-file or set RESTIC_PASSWORD_FILE");
        return ReadPassword(file);
    }

    /// <summary>The password in a file.</summary>
    /// <exception cref="MeshException"><c>bad-password-file</c></exception>
    public static string ReadPassword(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(
                "bad-password-file", file, error.Message.TrimEnd('.'), "it must be a readable text file",
                ExitCode.BadInput, error);
        }
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static MeshException Missing(string subject, string cause, string hint) =>
        new("missing-option", subject, cause, hint, ExitCode.BadInput);
}

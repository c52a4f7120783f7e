using Mesh.Domain.Errors;

namespace Mesh.Domain.Systems;

/// <summary>Where a vault is, in restic's notation: <c>/path</c> or <c>azure:container:/prefix</c>.</summary>
public sealed record VaultLocation
{
    private const string Ways = "write an absolute path, or azure:CONTAINER:/PREFIX";

    private static readonly string[] LaterSchemes = ["s3", "b2", "gs", "sftp", "rest", "swift", "rclone"];

    private VaultLocation(string value) => Value = value;

    /// <summary>The location in restic's notation. It contains no secret.</summary>
    public string Value { get; }

    /// <summary>Reads a location.</summary>
    public static Parsed<VaultLocation> Read(string text)
    {
        if (text.StartsWith('/'))
        {
            return text.Contains('\0', StringComparison.Ordinal) || text.Split('/').Contains("..")
                ? new Problem("the path contains '..' or a zero byte", Ways)
                : new VaultLocation(text);
        }

        var parts = text.Split(':');
        if (parts[0] == "azure")
        {
            return parts.Length == 3 && IsContainer(parts[1]) && parts[2].StartsWith('/')
                ? new VaultLocation(text)
                : new Problem("the location on Azure is not complete", Ways);
        }

        return parts.Length > 1 && LaterSchemes.Contains(parts[0])
            ? new Problem($"vaults on '{parts[0]}' are not built yet", Ways)
            : new Problem("is not the location of a vault", Ways);
    }

    /// <summary>As <see cref="Read"/>, but throws a <see cref="MeshException"/>.</summary>
    public static VaultLocation Parse(string text) => Read(text).OrThrow("invalid-vault-location", "vault");

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool IsContainer(string name) =>
        name.Length is >= 3 and <= 63
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
}

using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Mesh.Domain.Errors;
using Mesh.Vault.Chunking;
using Mesh.Vault.Errors;
using Mesh.Vault.Trees;

namespace Mesh.Vault;

/// <summary>The JSON of a repository's <c>config</c>.</summary>
internal static class ConfigFile
{
    public static ReadOnlyMemory<byte> Write(RepositoryConfig config)
    {
        var output = new ArrayBufferWriter<byte>(160);
        output.Write("{\"version\":"u8);
        GoJson.WriteNumber(output, (ulong)config.Version);
        output.Write(",\"id\":"u8);
        GoJson.WriteId(output, config.Id);
        output.Write(",\"chunker_polynomial\":"u8);
        GoJson.WriteString(output, config.ChunkerPolynomial.ToString("x", CultureInfo.InvariantCulture));
        output.Write("}"u8);
        return output.WrittenMemory;
    }

    public static RepositoryConfig Parse(ReadOnlyMemory<byte> json, string location)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var config = new RepositoryConfig(
                root.GetProperty("version").GetInt32(),
                BlobId.Parse(root.GetProperty("id").GetString() ?? ""),
                ulong.Parse(
                    root.GetProperty("chunker_polynomial").GetString() ?? "", NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture));
            Check(config, location);
            return config;
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException
            or KeyNotFoundException or OverflowException)
        {
            throw Damage.Of("damaged-config", $"{location}: config", error.Message, error);
        }
    }

    private static void Check(RepositoryConfig config, string location)
    {
        if (config.Version is not (1 or 2))
        {
            throw new MeshException("unknown-format", location,
                $"the repository has format version {config.Version}, Mesh knows 1 and 2",
                "use a newer Mesh");
        }

        if (Polynomial.DegreeOf(config.ChunkerPolynomial) != Polynomial.Degree
            || !Polynomial.IsIrreducible(config.ChunkerPolynomial))
        {
            throw new FormatException("its polynomial is not an irreducible one of degree 53");
        }
    }
}

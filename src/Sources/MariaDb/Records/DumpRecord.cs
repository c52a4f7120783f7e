using System.Text.Json;
using System.Text.Json.Serialization;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Snapshots;

namespace Mesh.Sources.MariaDb.Records;

/// <summary>What a dump holds and which moment it shows; part of the dump as <c>mesh-dump.json</c>.</summary>
public sealed record DumpRecord
{
    /// <summary>The record's name in the dump's root.</summary>
    public const string FileName = "mesh-dump.json";

    /// <summary>The version of the dump's layout that is written.</summary>
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The version of the layout.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The server's <c>@@version</c>.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>The server's <c>@@server_uid</c>, which tells it from others; empty where it has
    /// none.</summary>
    public string ServerUid { get; init; } = "";

    /// <summary>The moment.</summary>
    public required SnapshotPoint Point { get; init; }

    /// <summary>What keys the rows' hashes, in hexadecimal digits.</summary>
    public required string FingerprintKey { get; init; }

    /// <summary>Its databases, in order.</summary>
    public required IReadOnlyList<string> Databases { get; init; }

    /// <summary>Its tables, in order.</summary>
    public required IReadOnlyList<TableRecord> Tables { get; init; }

    /// <summary>The paths of its views' files, each after those that it shows.</summary>
    public IReadOnlyList<string> Views { get; init; } = [];

    /// <summary>Whether users and grants are in <c>accounts.sql</c>.</summary>
    public bool HasAccounts { get; init; }

    /// <summary>What an operator should know, for people.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The JSON of the file.</summary>
    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n'];

    /// <summary>Reads the file.</summary>
    /// <exception cref="MeshException"><c>damaged-dump</c>; <c>unknown-format</c>: a later Mesh wrote
    /// it.</exception>
    public static DumpRecord Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var record = JsonSerializer.Deserialize<DumpRecord>(json, Json) ?? throw new JsonException("it is null");
            return record.Format == CurrentFormat
                ? record
                : throw new MeshException("unknown-format", FileName,
                    $"the dump has format {record.Format}, this Mesh reads {CurrentFormat}", "use a newer Mesh");
        }
        catch (JsonException error)
        {
            throw new MeshException("damaged-dump", FileName, $"it is no record of a dump: {error.Message}",
                "check the repository; restore another recovery point", innerException: error);
        }
    }
}

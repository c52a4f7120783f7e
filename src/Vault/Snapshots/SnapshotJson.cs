using System.Buffers;
using System.Text.Json;
using Mesh.Vault.Errors;
using Mesh.Vault.Trees;

namespace Mesh.Vault.Snapshots;

/// <summary>The JSON of a snapshot file, in restic's order of fields.</summary>
internal static class SnapshotJson
{
    public static ReadOnlyMemory<byte> Write(Snapshot snapshot)
    {
        var output = new ArrayBufferWriter<byte>(512);
        output.Write("{\"time\":"u8);
        GoJson.WriteTime(output, snapshot.Time);
        WriteId(output, ",\"parent\":"u8, snapshot.Parent);
        WriteId(output, ",\"tree\":"u8, snapshot.Tree);
        output.Write(",\"paths\":"u8);
        WriteList(output, snapshot.Paths);
        WriteText(output, ",\"hostname\":"u8, snapshot.Hostname);
        WriteText(output, ",\"username\":"u8, snapshot.Username);
        WriteNumber(output, ",\"uid\":"u8, snapshot.Uid);
        WriteNumber(output, ",\"gid\":"u8, snapshot.Gid);
        WriteOptionalList(output, ",\"excludes\":"u8, snapshot.Excludes);
        WriteOptionalList(output, ",\"tags\":"u8, snapshot.Tags);
        WriteId(output, ",\"original\":"u8, snapshot.Original);
        WriteText(output, ",\"program_version\":"u8, snapshot.ProgramVersion);
        if (snapshot.Summary is { } summary)
        {
            WriteSummary(output, summary);
        }

        WriteText(output, ",\"mesh_run\":"u8, snapshot.MeshRun);
        output.Write("}"u8);
        return output.WrittenMemory;
    }

    /// <exception cref="Domain.Errors.MeshException"><c>damaged-snapshot</c></exception>
    public static Snapshot Parse(BlobId id, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return new Snapshot
            {
                Id = id,
                Time = ReadTime(root, "time") ?? throw new FormatException("it has no time"),
                Parent = ReadId(root, "parent"),
                Tree = ReadId(root, "tree") ?? throw new FormatException("it has no tree"),
                Paths = ReadList(root, "paths"),
                Hostname = ReadText(root, "hostname"),
                Username = ReadText(root, "username"),
                Uid = (uint)ReadNumber(root, "uid"),
                Gid = (uint)ReadNumber(root, "gid"),
                Excludes = ReadList(root, "excludes"),
                Tags = ReadList(root, "tags"),
                Original = ReadId(root, "original"),
                ProgramVersion = ReadText(root, "program_version"),
                Summary = Find(root, "summary") is { } summary ? ReadSummary(summary) : null,
                MeshRun = ReadText(root, "mesh_run"),
            };
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            throw Damage.Of("damaged-snapshot", $"snapshot {id}", error.Message, error);
        }
    }

    private static void WriteId(IBufferWriter<byte> output, ReadOnlySpan<byte> field, BlobId? id)
    {
        if (id is { } value)
        {
            output.Write(field);
            GoJson.WriteId(output, value);
        }
    }

    private static void WriteText(IBufferWriter<byte> output, ReadOnlySpan<byte> field, string text)
    {
        if (text.Length > 0)
        {
            output.Write(field);
            GoJson.WriteString(output, text);
        }
    }

    private static void WriteNumber(IBufferWriter<byte> output, ReadOnlySpan<byte> field, uint value)
    {
        if (value != 0)
        {
            output.Write(field);
            GoJson.WriteNumber(output, value);
        }
    }

    private static void WriteOptionalList(
        IBufferWriter<byte> output, ReadOnlySpan<byte> field, IReadOnlyList<string> list)
    {
        if (list.Count > 0)
        {
            output.Write(field);
            WriteList(output, list);
        }
    }

    private static void WriteList(IBufferWriter<byte> output, IReadOnlyList<string> list)
    {
        output.Write("["u8);
        for (var i = 0; i < list.Count; i++)
        {
            output.Write(i == 0 ? ""u8 : ","u8);
            GoJson.WriteString(output, list[i]);
        }

        output.Write("]"u8);
    }

    private static void WriteSummary(IBufferWriter<byte> output, SnapshotSummary summary)
    {
        output.Write(",\"summary\":{\"backup_start\":"u8);
        GoJson.WriteTime(output, summary.BackupStart);
        output.Write(",\"backup_end\":"u8);
        GoJson.WriteTime(output, summary.BackupEnd);
        WriteCount(output, ",\"files_new\":"u8, summary.FilesNew);
        WriteCount(output, ",\"files_changed\":"u8, summary.FilesChanged);
        WriteCount(output, ",\"files_unmodified\":"u8, summary.FilesUnmodified);
        WriteCount(output, ",\"dirs_new\":"u8, summary.DirsNew);
        WriteCount(output, ",\"dirs_changed\":"u8, summary.DirsChanged);
        WriteCount(output, ",\"dirs_unmodified\":"u8, summary.DirsUnmodified);
        WriteCount(output, ",\"data_blobs\":"u8, summary.DataBlobs);
        WriteCount(output, ",\"tree_blobs\":"u8, summary.TreeBlobs);
        WriteCount(output, ",\"data_added\":"u8, summary.DataAdded);
        WriteCount(output, ",\"data_added_packed\":"u8, summary.DataAddedPacked);
        WriteCount(output, ",\"total_files_processed\":"u8, summary.TotalFilesProcessed);
        WriteCount(output, ",\"total_bytes_processed\":"u8, summary.TotalBytesProcessed);
        output.Write("}"u8);
    }

    private static void WriteCount(IBufferWriter<byte> output, ReadOnlySpan<byte> field, long value)
    {
        output.Write(field);
        GoJson.WriteNumber(output, (ulong)value);
    }

    private static SnapshotSummary ReadSummary(JsonElement element) => new()
    {
        BackupStart = ReadTime(element, "backup_start") ?? Timestamp.Unknown,
        BackupEnd = ReadTime(element, "backup_end") ?? Timestamp.Unknown,
        FilesNew = ReadNumber(element, "files_new"),
        FilesChanged = ReadNumber(element, "files_changed"),
        FilesUnmodified = ReadNumber(element, "files_unmodified"),
        DirsNew = ReadNumber(element, "dirs_new"),
        DirsChanged = ReadNumber(element, "dirs_changed"),
        DirsUnmodified = ReadNumber(element, "dirs_unmodified"),
        DataBlobs = ReadNumber(element, "data_blobs"),
        TreeBlobs = ReadNumber(element, "tree_blobs"),
        DataAdded = ReadNumber(element, "data_added"),
        DataAddedPacked = ReadNumber(element, "data_added_packed"),
        TotalFilesProcessed = ReadNumber(element, "total_files_processed"),
        TotalBytesProcessed = ReadNumber(element, "total_bytes_processed"),
    };

    private static JsonElement? Find(JsonElement element, string field) =>
        element.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string ReadText(JsonElement element, string field) =>
        Find(element, field)?.GetString() ?? "";

    private static long ReadNumber(JsonElement element, string field) =>
        Find(element, field)?.GetInt64() ?? 0;

    private static BlobId? ReadId(JsonElement element, string field) =>
        Find(element, field) is { } value ? BlobId.Parse(value.GetString() ?? "") : null;

    private static Timestamp? ReadTime(JsonElement element, string field) =>
        Find(element, field) is { } value ? Timestamp.Parse(value.GetString() ?? "") : null;

    private static IReadOnlyList<string> ReadList(JsonElement element, string field) =>
        Find(element, field) is { } value
            ? [.. value.EnumerateArray().Select(item => item.GetString() ?? "")]
            : [];
}

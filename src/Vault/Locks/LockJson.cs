using System.Buffers;
using System.Text.Json;
using Mesh.Vault.Errors;
using Mesh.Vault.Trees;

namespace Mesh.Vault.Locks;

/// <summary>The JSON of a lock file.</summary>
internal static class LockJson
{
    public static ReadOnlyMemory<byte> Write(LockInfo info)
    {
        var output = new ArrayBufferWriter<byte>(256);
        output.Write("{\"time\":"u8);
        GoJson.WriteTime(output, info.Time);
        output.Write(info.Exclusive ? ",\"exclusive\":true"u8 : ",\"exclusive\":false"u8);
        output.Write(",\"hostname\":"u8);
        GoJson.WriteString(output, info.Hostname);
        output.Write(",\"username\":"u8);
        GoJson.WriteString(output, info.Username);
        output.Write(",\"pid\":"u8);
        GoJson.WriteNumber(output, (ulong)info.ProcessId);
        output.Write(",\"uid\":"u8);
        GoJson.WriteNumber(output, info.Uid);
        output.Write(",\"gid\":"u8);
        GoJson.WriteNumber(output, info.Gid);
        if (info.Tag.Length > 0)
        {
            output.Write(",\"mesh_run\":"u8);
            GoJson.WriteString(output, info.Tag);
        }

        output.Write("}"u8);
        return output.WrittenMemory;
    }

    /// <exception cref="Domain.Errors.MeshException"><c>damaged-lock</c></exception>
    public static LockInfo Parse(BlobId id, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return new LockInfo(
                id,
                Timestamp.Parse(root.GetProperty("time").GetString() ?? ""),
                root.GetProperty("exclusive").GetBoolean(),
                Text(root, "hostname"),
                Text(root, "username"),
                root.GetProperty("pid").GetInt32(),
                Number(root, "uid"),
                Number(root, "gid"),
                Text(root, "mesh_run"));
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException
            or KeyNotFoundException)
        {
            throw Damage.Of("damaged-lock", $"lock {id}", error.Message, error);
        }
    }

    private static string Text(JsonElement element, string field) =>
        element.TryGetProperty(field, out var value) ? value.GetString() ?? "" : "";

    private static uint Number(JsonElement element, string field) =>
        element.TryGetProperty(field, out var value) ? value.GetUInt32() : 0;
}

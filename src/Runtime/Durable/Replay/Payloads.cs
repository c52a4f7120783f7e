using System.Text;
using System.Text.Json;
using Mesh.Domain.Errors;

namespace Mesh.Runtime.Durable.Replay;

/// <summary>Values as the JSON that the history holds, within the size that a history can bear.</summary>
internal sealed class Payloads(JsonSerializerOptions json)
{
    public const int MaxBytes = 1024 * 1024;

    /// <summary>
    /// Throws a <see cref="MeshException"/> that names <paramref name="what"/> when it is too large.
    /// </summary>
    public string? Write(object? value, string what)
    {
        var text = value is null ? null : JsonSerializer.Serialize(value, value.GetType(), json);
        return TooLarge(text, what) is { } refusal ? throw refusal : text;
    }

    public T? Read<T>(string? text) => text is null ? default : JsonSerializer.Deserialize<T>(text, json);

    /// <summary>The error for a payload that is too large; null when it is not.</summary>
    public static MeshException? TooLarge(string? text, string what)
    {
        if (text is null || text.Length * 3L <= MaxBytes)
        {
            return null;
        }

        var size = Encoding.UTF8.GetByteCount(text);
        return size <= MaxBytes ? null : new MeshException(
            "durable-payload-too-large",
            what,
            $"{size:N0} bytes of JSON, where a history holds at most {MaxBytes:N0}",
            "store the data elsewhere and pass a reference to it",
            ExitCode.BadInput);
    }
}

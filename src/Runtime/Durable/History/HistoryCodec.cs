using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Mesh.Runtime.Durable.History;

/// <summary>
/// Events as they are stored: a number that names the type, and its properties as JSON. Numbers are never
/// reused; a property may be added with a default, never removed or renamed.
/// </summary>
internal static class HistoryCodec
{
    private static readonly HistoryJson Json = new(new JsonSerializerOptions(HistoryJson.Default.Options)
    {
        // Payloads are JSON themselves: escaping their quotes as \u0022 would triple them.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    private static readonly Dictionary<int, Entry> ByNumber = new Entry[]
    {
        new(1, Json.ExecutionStarted),
        new(2, Json.TurnStarted),
        new(3, Json.TaskScheduled),
        new(4, Json.TaskCompleted),
        new(5, Json.TaskFailed),
        new(6, Json.ChildScheduled),
        new(7, Json.ChildCompleted),
        new(8, Json.ChildFailed),
        new(9, Json.TimerCreated),
        new(10, Json.TimerFired),
        new(11, Json.TimerCanceled),
        new(12, Json.EventRaised),
        new(13, Json.EventSent),
        new(14, Json.Suspended),
        new(15, Json.Resumed),
        new(16, Json.ExecutionCompleted),
        new(17, Json.ExecutionFailed),
        new(18, Json.ExecutionTerminated),
        new(19, Json.ContinuedAsNew),
    }.ToDictionary(entry => entry.Number);

    private static readonly Dictionary<Type, Entry> ByType =
        ByNumber.Values.ToDictionary(entry => entry.Info.Type);

    private static readonly Dictionary<string, Entry> ByName =
        ByNumber.Values.ToDictionary(entry => entry.Info.Type.Name, StringComparer.Ordinal);

    public static StoredEvent Encode(HistoryEvent step)
    {
        var entry = ByType[step.GetType()];
        return new(entry.Number, JsonSerializer.SerializeToUtf8Bytes(step, entry.Info));
    }

    /// <summary>
    /// Throws <see cref="CorruptHistoryException"/> where the row is not one that was written.
    /// </summary>
    public static HistoryEvent Decode(string instance, long sequence, int number, ReadOnlySpan<byte> payload)
    {
        if (!ByNumber.TryGetValue(number, out var entry))
        {
            throw new CorruptHistoryException(instance, $"event {sequence} has the unknown type {number}");
        }

        return Parse(instance, sequence, entry, payload);
    }

    public static string NameOf(HistoryEvent step) => step.GetType().Name;

    /// <summary>Decodes an event of an exported history, where its type is a name.</summary>
    public static HistoryEvent DecodeNamed(
        string instance, long sequence, string name, ReadOnlySpan<byte> payload)
    {
        if (!ByName.TryGetValue(name, out var entry))
        {
            throw new CorruptHistoryException(instance, $"event {sequence} has the unknown type '{name}'");
        }

        return Parse(instance, sequence, entry, payload);
    }

    public static byte[] EncodeMessage(Message message) =>
        JsonSerializer.SerializeToUtf8Bytes(message, Json.Message);

    public static Message DecodeMessage(string instance, ReadOnlySpan<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, Json.Message)
                ?? throw new CorruptHistoryException(instance, "a message of its inbox is empty");
        }
        catch (JsonException e)
        {
            throw new CorruptHistoryException(
                instance, $"a message of its inbox is not readable: {e.Message}", e);
        }
    }

    public static string EncodeFailure(Failure failure) => JsonSerializer.Serialize(failure, Json.Failure);

    public static Failure? DecodeFailure(string? text) =>
        text is null ? null : JsonSerializer.Deserialize(text, Json.Failure);

    private static HistoryEvent Parse(string instance, long sequence, Entry entry, ReadOnlySpan<byte> payload)
    {
        try
        {
            return (HistoryEvent?)JsonSerializer.Deserialize(payload, entry.Info)
                ?? throw new CorruptHistoryException(instance, $"event {sequence} is empty");
        }
        catch (JsonException e)
        {
            throw new CorruptHistoryException(
                instance, $"event {sequence} ({entry.Info.Type.Name}) is not readable: {e.Message}", e);
        }
    }

    private sealed record Entry(int Number, JsonTypeInfo Info);
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Runtime.Durable.History;

namespace Mesh.Runtime.Durable.Testing;

/// <summary>The history of one execution, as JSON that people can read and tests can keep.</summary>
public sealed class RecordedHistory
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal RecordedHistory(string instanceId, IReadOnlyList<HistoryEvent> events)
    {
        InstanceId = instanceId;
        Events = events;
    }

    /// <summary>The instance that was recorded.</summary>
    public string InstanceId { get; }

    /// <summary>The name of the orchestrator that was recorded.</summary>
    public string Orchestrator => ((ExecutionStarted)Events[0]).Name;

    internal IReadOnlyList<HistoryEvent> Events { get; }

    /// <summary>
    /// Reads what <see cref="ToJson"/> wrote. Throws a <see cref="Mesh.Domain.Errors.MeshException"/> where
    /// it is something else.
    /// </summary>
    public static RecordedHistory Parse(string json)
    {
        var root = ParseRoot(json);
        var instance = (string?)root["instance"]
            ?? throw new CorruptHistoryException("?", "'instance' is missing");
        var list = root["events"] as JsonArray
            ?? throw new CorruptHistoryException(instance, "'events' is missing");
        var events = new List<HistoryEvent>(list.Count);
        foreach (var item in list)
        {
            events.Add(ParseEvent(instance, events.Count, item));
        }

        return events is [ExecutionStarted, ..]
            ? new(instance, events)
            : throw new CorruptHistoryException(instance, "its history does not begin with its start");
    }

    /// <summary>The whole history, an event a line or more.</summary>
    public string ToJson()
    {
        var events = new JsonArray();
        foreach (var step in Events)
        {
            var node = new JsonObject { ["type"] = HistoryCodec.NameOf(step) };
            var properties = JsonNode.Parse(HistoryCodec.Encode(step).Payload)!.AsObject();
            foreach (var (name, value) in properties)
            {
                node[name] = value?.DeepClone();
            }

            events.Add((JsonNode)node);
        }

        return new JsonObject { ["instance"] = InstanceId, ["events"] = events }.ToJsonString(Indented);
    }

    private static JsonObject ParseRoot(string json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject
                ?? throw new CorruptHistoryException("?", "the recording is not a JSON object");
        }
        catch (JsonException e)
        {
            throw new CorruptHistoryException("?", $"the recording is not JSON: {e.Message}", e);
        }
    }

    private static HistoryEvent ParseEvent(string instance, int place, JsonNode? item)
    {
        if (item is not JsonObject properties || (string?)properties["type"] is not { } type)
        {
            throw new CorruptHistoryException(instance, $"event {place} has no 'type'");
        }

        properties.Remove("type");
        return HistoryCodec.DecodeNamed(
            instance, place, type, JsonSerializer.SerializeToUtf8Bytes(properties));
    }
}

using System.Globalization;
using System.Text.Json;
using Mesh.Catalog.AlertSources;
using Mesh.Catalog.Incidents;
using Mesh.Domain.Errors;

namespace Mesh.Functions.Incoming;

/// <summary>
/// Reads the body of Alertmanager's webhook, version 4 (Prometheus documentation, "Alerting configuration",
/// webhook_config). Fields that are not needed are passed over, since newer Alertmanagers add some.
/// </summary>
internal static class AlertmanagerBody
{
    private const string Version = "4";

    /// <summary>What the alerts of a notification say, in their order.</summary>
    /// <exception cref="MeshException"><c>bad-alert</c>, naming the field.</exception>
    public static IReadOnlyList<IncidentNews> Read(AlertSource source, string text)
    {
        using var document = Parse(text);
        try
        {
            return Read(source, document.RootElement);
        }
        catch (InvalidOperationException error)
        {
            // What JSON escapes is looked at only when it is asked for.
            throw Bad("body", "holds half of a character (an unpaired surrogate)", error);
        }
    }

    private static IReadOnlyList<IncidentNews> Read(AlertSource source, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Bad("body", "is not a JSON object");
        }

        if (Text(root, "version", "version") is var version && version != Version)
        {
            throw Bad("version", $"is not '{Version}'");
        }

        if (!root.TryGetProperty("alerts", out var alerts) || alerts.ValueKind != JsonValueKind.Array)
        {
            throw Bad("alerts", "is missing or no list");
        }

        return [.. alerts.EnumerateArray().Select((alert, place) => Alert(source, alert, $"alerts[{place}]"))];
    }

    private static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException error)
        {
            throw Bad(
                "body", $"is not JSON at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}", error);
        }
    }

    private static IncidentNews Alert(AlertSource source, JsonElement alert, string path)
    {
        if (alert.ValueKind != JsonValueKind.Object)
        {
            throw Bad(path, "is not a JSON object");
        }

        var labels = Map(alert, "labels", path);
        var annotations = Map(alert, "annotations", path);
        var name = Optional(labels, "alertname", $"{path}.labels.alertname");
        var summary = Optional(annotations, "summary", $"{path}.annotations.summary");
        var read = new SignedAlert(
            Text(alert, "fingerprint", $"{path}.fingerprint"),
            Text(alert, "status", $"{path}.status"),
            Time(alert, "startsAt", $"{path}.startsAt"),
            string.Join(": ", new[] { name, summary }.OfType<string>()))
        {
            Cause = Optional(labels, "mesh_cause", $"{path}.labels.mesh_cause"),
            System = Optional(labels, "mesh_system", $"{path}.labels.mesh_system"),
        };
        return AlertFields.Read(source, read, field => field switch
        {
            "key" => $"{path}.fingerprint",
            "cause" or "system" => $"{path}.labels.mesh_{field}",
            _ => $"{path}.{field}",
        });
    }

    private static JsonElement? Map(JsonElement alert, string name, string path) =>
        !alert.TryGetProperty(name, out var map) || map.ValueKind == JsonValueKind.Null ? null
        : map.ValueKind == JsonValueKind.Object ? map
        : throw Bad($"{path}.{name}", "is not a JSON object");

    private static string? Optional(JsonElement? map, string name, string path) =>
        map is { } given && given.TryGetProperty(name, out _) ? Text(given, name, path) : null;

    private static string Text(JsonElement map, string name, string path) =>
        !map.TryGetProperty(name, out var value) ? throw Bad(path, "is missing")
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : throw Bad(path, "is not text");

    private static DateTimeOffset Time(JsonElement alert, string name, string path) =>
        DateTimeOffset.TryParse(
            Text(alert, name, path),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time)
            ? time
            : throw Bad(path, "is not a time such as 2026-01-31T12:00:00Z");

    private static MeshException Bad(string field, string cause, Exception? inner = null) =>
        AlertFields.Bad(field, cause, "send what Alertmanager's webhook sends, version 4", inner);
}

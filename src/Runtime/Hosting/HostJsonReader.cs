using System.Text.Json;
using Mesh.Domain.Errors;
using Mesh.Runtime.Queues;
using Mesh.Runtime.Queues.Azure;
using Microsoft.Extensions.Logging;

namespace Mesh.Runtime.Hosting;

/// <summary>
/// Reads host.json. A bad value is refused with the file, the place and what belongs there.
/// </summary>
internal static class HostJsonReader
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public static HostJson Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new MeshException(
                "no-host-json", file, "does not exist", "host.json stands beside the app", ExitCode.BadInput);
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file), Lenient);
            return Read(new JsonSection(file, "", document.RootElement));
        }
        catch (JsonException failure)
        {
            throw new MeshException(
                "bad-host-json", file, $"is not JSON: {failure.Message}", "", ExitCode.BadInput, failure);
        }
    }

    private static HostJson Read(JsonSection root)
    {
        if (root.Text("version", _ => true, "\"2.0\"") is not "2.0")
        {
            throw root.Refuse("version", "\"2.0\"");
        }

        var extensions = root.Section("extensions");
        var http = extensions.Section("http");
        var durable = extensions.Section("durableTask");
        return new HostJson
        {
            RoutePrefix = http.Text("routePrefix", IsPath, "a path without a leading '/'") ?? "api",
            Queues = ReadQueues(extensions.Section("queues")),
            HubName = durable.Text("hubName", name => name.Length > 0, "a name") ?? "mesh",
            MaxConcurrentActivities = durable.Number("maxConcurrentActivityFunctions", 1, 10_000),
            LogLevels = ReadLevels(root.Section("logging").Section("logLevel")),
        };
    }

    private static QueueSettings ReadQueues(JsonSection section)
    {
        var defaults = new QueueSettings();
        var batch = section.Number("batchSize", 1, QueueLimits.MaxBatch) ?? defaults.BatchSize;
        var longest = QueueLimits.MaxVisibility;
        return new QueueSettings
        {
            MaxPollingInterval = section.Time("maxPollingInterval", TimeSpan.FromMilliseconds(100), longest)
                ?? defaults.MaxPollingInterval,
            VisibilityTimeout = section.Time("visibilityTimeout", TimeSpan.Zero, longest)
                ?? defaults.VisibilityTimeout,
            BatchSize = batch,
            NewBatchThreshold = section.Number("newBatchThreshold", 0, 1000) ?? batch / 2,
            MaxDequeueCount = section.Number("maxDequeueCount", 1, 1000) ?? defaults.MaxDequeueCount,
            MessageEncoding = section.Text(
                "messageEncoding", name => name is "base64" or "none", "\"base64\" or \"none\"")
                is { } encoding ? MessageEncoding.Parse(encoding) : defaults.MessageEncoding,
        };
    }

    private static Dictionary<string, LogLevel> ReadLevels(JsonSection section) =>
        section.Names.ToDictionary(
            name => name,
            name => Enum.Parse<LogLevel>(
                section.Text(name, IsLevel, $"one of {string.Join(", ", Enum.GetNames<LogLevel>())}")!,
                ignoreCase: true));

    private static bool IsLevel(string text) =>
        Enum.GetNames<LogLevel>().Contains(text, StringComparer.OrdinalIgnoreCase);

    private static bool IsPath(string text) => !text.StartsWith('/') && !text.EndsWith('/');
}

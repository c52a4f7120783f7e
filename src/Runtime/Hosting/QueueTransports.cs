using System.Security.Cryptography;
using Mesh.Runtime.Queues;
using Mesh.Runtime.Queues.Azure;
using Mesh.Runtime.Queues.Embedded;

namespace Mesh.Runtime.Hosting;

/// <summary>
/// One transport for each storage connection that the functions name. Where the setting of a connection is
/// absent, the embedded queue takes its place.
/// </summary>
internal sealed class QueueTransports(
    MeshHostOptions options, Settings settings, MessageEncoding encoding, RandomNumberGenerator random)
    : IAsyncDisposable
{
    private const string DefaultConnection = "AzureWebJobsStorage";

    private readonly Lock gate = new();
    private readonly Dictionary<string, IQueueTransport> transports = [];

    public IQueueTransport Default => For(null);

    /// <param name="connection">The name of a setting, as in a trigger's attribute.</param>
    public IQueueTransport For(string? connection)
    {
        var name = connection ?? DefaultConnection;
        var value = name == DefaultConnection && options.StorageConnection is { Length: > 0 } given
            ? given
            : settings.Find(name);
        lock (gate)
        {
            var key = value ?? string.Empty;
            if (!transports.TryGetValue(key, out var transport))
            {
                transport = value is null
                    ? EmbeddedQueueTransport.Open(
                        Path.Combine(options.DataDirectory, "queues.db"), options.Clock, random)
                    : new StorageQueueTransport(value, encoding);
                transports.Add(key, transport);
            }

            return transport;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var transport in transports.Values)
        {
            await transport.DisposeAsync();
        }
    }
}

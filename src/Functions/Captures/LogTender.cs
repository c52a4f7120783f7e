using Mesh.Catalog.Logs;
using Mesh.Functions.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Captures;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Captures;

/// <summary>Sees that what every log holds is tended, whether it is open or has ended.</summary>
public sealed class LogTender(LogStreams logs, AppSettings settings)
{
    /// <summary>Starts the tending of every log that is not being tended. May be repeated, by many at
    /// once.</summary>
    public async Task TendAllAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        foreach (var log in await logs.ListAsync(cancellationToken))
        {
            await InstanceStart.AgainAsync(
                client,
                OrchestratorNames.TendLog,
                TendInput.InstanceOf(log.Stream),
                new TendInput
                {
                    Stream = log.Stream,
                    SettleSeconds = settings.LogSettleSeconds,
                    Policy = settings.Policy,
                },
                cancellationToken);
        }
    }
}

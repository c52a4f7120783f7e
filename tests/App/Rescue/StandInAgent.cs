using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Mesh.Domain.Names;
using Mesh.Domain.Sites;
using Mesh.Domain.Spelling;
using Mesh.Runtime.Queues.Embedded;
using Mesh.Sites.Epochs;

namespace Mesh.Tests.App.Rescue;

/// <summary>
/// Stands in for the agent of site <c>b</c> over the lives of several Meshes: refuses what is older than the
/// newest epoch of the voters, and answers an order that comes twice as it did.
/// </summary>
internal sealed class StandInAgent(EpochVoters voters)
{
    private readonly Dictionary<string, SiteAnswer> answered = [];

    /// <summary>What it has carried out, as <c>promote-db</c>.</summary>
    public ConcurrentQueue<string> Done { get; } = new();

    /// <summary>What it has refused, as <c>catch-up-db</c>.</summary>
    public ConcurrentQueue<string> Refused { get; } = new();

    /// <summary>What it neither does nor answers now.</summary>
    public HashSet<string> Silent { get; } = [];

    /// <summary>Serves the Mesh of a data folder until the result is disposed of.</summary>
    public IAsyncDisposable Serve(string data) => new Connection(this, data);

    private async Task<SiteAnswer?> AnswerAsync(SiteOrder order)
    {
        var what = $"{Words.Of(order.Verb)}-{order.Component}";
        if (answered.TryGetValue(order.OrderId, out var known))
        {
            return known;
        }

        var newest = (await voters.SurveyAsync(default)).Won?.Epoch ?? 0;
        if (order.Epoch < newest)
        {
            Refused.Enqueue(what);
            return SiteAnswer.Failed(order, SiteAnswer.StaleEpoch, $"{newest} has been seen", "", false);
        }

        if (Silent.Contains(what))
        {
            return null;
        }

        Done.Enqueue(what);
        return answered[order.OrderId] = SiteAnswer.Done(order, "done") with
        {
            Database = new DatabaseFacts(DatabaseRole.Replica, DateTimeOffset.UtcNow)
            {
                Applied = "0-1-1", LosesNothing = true,
            },
            Evidence = order.Verb == SiteVerb.Hold
                ? new FenceEvidence(EvidenceKind.AcknowledgementsRefused, "stopped", DateTimeOffset.UtcNow)
                : null,
        };
    }

    private sealed class Connection : IAsyncDisposable
    {
        private static readonly string Queue =
            SiteQueues.OrdersOf(SystemName.Parse("bank"), SiteName.Parse("b"));

        private readonly CancellationTokenSource stop = new();
        private readonly RandomNumberGenerator random = RandomNumberGenerator.Create();
        private readonly EmbeddedQueueTransport queues;
        private readonly Task work;

        public Connection(StandInAgent agent, string data)
        {
            queues = EmbeddedQueueTransport.Open(
                Path.Combine(data, "queues.db"), TimeProvider.System, random);
            work = WorkAsync(agent);
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await Task.WhenAny(work);
            await queues.DisposeAsync();
            random.Dispose();
            stop.Dispose();
        }

        private async Task WorkAsync(StandInAgent agent)
        {
            while (true)
            {
                foreach (var message in await queues.ReceiveAsync(
                    Queue, 1, TimeSpan.FromSeconds(1), stop.Token))
                {
                    var order = JsonSerializer.Deserialize<SiteOrder>(message.Body)!;
                    if (await agent.AnswerAsync(order) is { } answer)
                    {
                        await queues.SendAsync(
                            "answers", JsonSerializer.Serialize(answer), TimeSpan.Zero, stop.Token);
                        await queues.DeleteAsync(message, stop.Token);
                    }
                }

                await Task.Delay(50, stop.Token);
            }
        }
    }
}

using System.Text.Json;
using Mesh.Domain.Sites;
using Mesh.Domain.Standbys;
using Mesh.Runtime.Queues;
using Mesh.Tests.App.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.App.Runbooks;

/// <summary>Does what a site's agent does with the queues, and nothing with anything else.</summary>
internal sealed class StandInAgent : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task work;

    private StandInAgent(TestApp app, string site) => work = ServeAsync(
        app.Services.GetRequiredService<IQueueTransport>(),
        SiteQueues.OrdersOf(
            Domain.Names.SystemName.Parse("bank"), Domain.Names.SiteName.Parse(site)));

    public List<string> Done { get; } = [];

    /// <summary>What it cannot do.</summary>
    public SiteVerb? Broken { get; set; }

    /// <summary>How many transactions only this site has.</summary>
    public int Lost { get; init; }

    public static StandInAgent Serve(TestApp app, string site, int lost = 0) =>
        new(app, site) { Lost = lost };

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAny(work);
        stop.Dispose();
    }

    private async Task ServeAsync(IQueueTransport queues, string queue)
    {
        while (!stop.IsCancellationRequested)
        {
            foreach (var message in await queues.ReceiveAsync(
                queue, 1, TimeSpan.FromSeconds(30), stop.Token))
            {
                var order = JsonSerializer.Deserialize<SiteOrder>(message.Body)!;
                Done.Add($"{Domain.Spelling.Words.Of(order.Verb)}-{order.Component}");
                var done = order.Verb == Broken
                    ? SiteAnswer.Failed(order, "broken", "it is broken", "mend it", retryable: false)
                    : SiteAnswer.Done(order, "done");
                var answer = done with
                {
                    Database = new DatabaseFacts(DatabaseRole.Replica, DateTimeOffset.UtcNow)
                    {
                        Applied = "0-1-1", LosesNothing = true,
                    },
                    Evidence = order.Verb switch
                    {
                        SiteVerb.Hold => new FenceEvidence(
                            EvidenceKind.AcknowledgementsRefused, "stopped", DateTimeOffset.UtcNow),
                        SiteVerb.Fence => new FenceEvidence(
                            EvidenceKind.ReadBack, "read only", DateTimeOffset.UtcNow),
                        _ => null,
                    },
                    Receipt = order.Verb == SiteVerb.Follow
                        ? new RejoinReceipt
                        {
                            Folder = $"/{order.Site}", ManifestSha256 = new string('0', 64),
                            Lost = Lost > 0 ? ["0-1-2 to 0-1-4"] : [], Transactions = Lost,
                            RpoSeconds = Lost * 14, TakenBack = true,
                        }
                        : null,
                };
                await queues.SendAsync(
                    "answers", JsonSerializer.Serialize(answer), TimeSpan.Zero, stop.Token);
                await queues.DeleteAsync(message, stop.Token);
            }

            await Task.Delay(20, stop.Token);
        }
    }
}

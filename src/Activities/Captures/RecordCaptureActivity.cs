using Mesh.Activities.Runs;
using Mesh.Catalog.Logs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Captures;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Captures;

/// <summary>Enters how far a log reaches.</summary>
public sealed class RecordCaptureActivity(LogStreams logs)
{
    [Function(ActivityNames.RecordCapture)]
    public async Task<Done> Run([ActivityTrigger] CaptureNews news, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(news);
        await logs.AdvanceAsync(
            news.Stream, news.Reach.Position, news.Reach.Through, cancellationToken);
        return new Done();
    }
}

using Mesh.Activities.Runs;
using Mesh.Catalog.Logs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Captures;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Captures;

/// <summary>Ends a log; what it holds stays.</summary>
public sealed class EndCaptureActivity(LogStreams logs)
{
    [Function(ActivityNames.EndCapture)]
    public async Task<Done> Run([ActivityTrigger] CaptureEnd end, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(end);
        await logs.EndAsync(end.Stream, end.Reason, cancellationToken);
        return new Done();
    }
}

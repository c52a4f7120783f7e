using Mesh.Orchestrations;
using Mesh.Orchestrations.Captures;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Captures;

/// <summary>Looks up what a log is captured from and to.</summary>
public sealed class FindCaptureActivity(CaptureOrders orders)
{
    [Function(ActivityNames.FindCapture)]
    public Task<CaptureOrder> Run([ActivityTrigger] CaptureName name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        return orders.FindAsync(name.Stream, cancellationToken);
    }
}

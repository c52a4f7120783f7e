using System.Collections.Concurrent;
using Mesh.Domain.Errors;
using Mesh.Domain.Sites;
using Mesh.Sites;

namespace Mesh.Tests.Sites.Agents;

/// <summary>A part that says what it was told, and can be slow or fail.</summary>
internal sealed class ListedPart(TimeProvider time) : ISitePart
{
    public string Component => "db";

    public bool Writes => true;

    public bool IsWritable { get; private set; }

    public bool FenceFails { get; set; }

    public TaskCompletionSource? Slow { get; set; }

    public TaskCompletionSource? SlowFence { get; set; }

    public ConcurrentQueue<string> Done { get; } = new();

    public async Task<SiteAnswer> DoAsync(SiteOrder order, CancellationToken cancellationToken)
    {
        Done.Enqueue($"{order.Verb}");
        switch (order.Verb)
        {
            case SiteVerb.Fence:
                return SiteAnswer.Done(order, "fenced") with { Evidence = await FenceAsync(default) };
            case SiteVerb.Promote when Slow is { } slow:
                // One that does not heed the cancellation, and writes after the fence has fallen.
                await slow.Task;
                IsWritable = true;
                break;
            case SiteVerb.Promote:
                IsWritable = true;
                break;
        }

        return SiteAnswer.Done(order, $"{order.Verb} is done");
    }

    public async Task<FenceEvidence> FenceAsync(CancellationToken cancellationToken)
    {
        Done.Enqueue("fence");
        if (FenceFails)
        {
            throw new MeshException("fence-failed", Component, "it does not answer");
        }

        if (SlowFence is { } slow)
        {
            await slow.Task;
        }

        IsWritable = false;
        return new FenceEvidence(EvidenceKind.ReadBack, "read-only", time.GetUtcNow());
    }

    public Task<bool> ServesAsync(CancellationToken cancellationToken) => Task.FromResult(IsWritable);
}

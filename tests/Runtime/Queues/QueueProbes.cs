using Mesh.Tests.Runtime.Support;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Tests.Runtime.Queues;

public sealed record Work(string Name, int Size);

/// <summary>Queue functions for the tests, which say by the message's name what to do.</summary>
public sealed class QueueProbes(Journal journal)
{
    private static int running;

    [Function("work")]
    public async Task Run(
        [QueueTrigger("%PROBES%")] Work work, FunctionContext context, CancellationToken cancellation)
    {
        journal.Note($"begin {work.Name} {work.Size}");
        try
        {
            await DoAsync(work, cancellation);
        }
        catch (OperationCanceledException)
        {
            journal.Note($"cancelled {work.Name} {context.CancellationToken.IsCancellationRequested}");
            throw;
        }
    }

    [Function("texts")]
    public void Text([QueueTrigger("%PROBES%-text")] string text) => journal.Note($"text {text}");

    [Function("poison")]
    public void Poison([QueueTrigger("%PROBES%-poison")] string text)
    {
        journal.Note($"poison {text}");
        if (text == "stubborn")
        {
            throw new InvalidOperationException("poison fails too");
        }
    }

    private async Task DoAsync(Work work, CancellationToken cancellation)
    {
        switch (work.Name)
        {
            case "fail":
                throw new InvalidOperationException("it fails");
            case "wait":
                await journal.GateAsync("work", cancellation);
                journal.Note("end wait");
                break;
            case "crowd":
                var now = Interlocked.Increment(ref running);
                await Task.Delay(5, cancellation);
                Interlocked.Decrement(ref running);
                journal.Note($"{now}");
                break;
        }
    }
}

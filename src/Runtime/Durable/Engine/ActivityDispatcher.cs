using System.Collections.Concurrent;
using System.Threading.Channels;
using Mesh.Runtime.Durable.History;
using Mesh.Runtime.Durable.Replay;
using Microsoft.Extensions.Logging;

namespace Mesh.Runtime.Durable.Engine;

/// <summary>
/// Runs activities, so many at a time. An activity that is queued, running or waiting for its result to be
/// recorded is not run a second time, however often it is dispatched.
/// </summary>
internal sealed class ActivityDispatcher : IDisposable
{
    private readonly IDurableFunctions functions;
    private readonly Action<string, MailItem> send;
    private readonly ILogger<ActivityDispatcher> log;
    private readonly Channel<ActivityTask> queue = Channel.CreateUnbounded<ActivityTask>();
    private readonly ConcurrentDictionary<ActivityKey, bool> held = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly int concurrency;
    private Task workers = Task.CompletedTask;

    public ActivityDispatcher(
        IDurableFunctions functions,
        Action<string, MailItem> send,
        int concurrency,
        ILogger<ActivityDispatcher> log)
    {
        this.functions = functions;
        this.send = send;
        this.concurrency = concurrency;
        this.log = log;
    }

    public void Start() => workers = Task.WhenAll(
        Enumerable.Range(0, concurrency).Select(_ => Task.Run(WorkAsync)));

    public void Dispatch(ActivityTask task)
    {
        if (held.TryAdd(task.Key, true))
        {
            queue.Writer.TryWrite(task);
        }
    }

    /// <summary>Forgets an activity whose result is recorded.</summary>
    public void Release(ActivityKey key) => held.TryRemove(key, out _);

    /// <summary>Takes no more work, tells what runs to end, and waits for it.</summary>
    public async Task StopAsync()
    {
        queue.Writer.TryComplete();
        await stopping.CancelAsync();
        await workers;
    }

    public void Dispose() => stopping.Dispose();

    private async Task WorkAsync()
    {
        while (await queue.Reader.WaitToReadAsync())
        {
            while (!stopping.IsCancellationRequested && queue.Reader.TryRead(out var task))
            {
                await RunAsync(task);
            }

            if (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task RunAsync(ActivityTask task)
    {
        var key = task.Key;
        var (result, failure) = (default(string), default(Failure));
        try
        {
            result = await CallAsync(task);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            held.TryRemove(key, out _);
            return;
        }
#pragma warning disable CA1031 // Every failure of an activity belongs to the orchestrator that called it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = Failure.From(e);
            log.LogInformation(
                e,
                "Activity {Activity} (#{Id}) of instance {Instance} failed.",
                task.Name,
                key.Id,
                key.Instance);
        }

        send(key.Instance, new MailItem(MailKind.TaskDone, key.Execution, key.Id, result, failure));
    }

    private async Task<string?> CallAsync(ActivityTask task)
    {
        var activity = functions.FindActivity(task.Name) ?? throw new ActivityNotFoundException(task.Name);
        var result = await activity(new(task.Name, task.Key.Instance, task.Input), stopping.Token);
        return Payloads.TooLarge(result, $"result of activity '{task.Name}'") is { } refusal
            ? throw refusal
            : result;
    }
}

using System.Security.Cryptography;
using System.Text.Json;
using Mesh.Runtime.Durable;
using Mesh.Runtime.Durable.Client;
using Mesh.Runtime.Durable.Engine;
using Mesh.Runtime.Durable.History;
using Mesh.Runtime.Durable.Replay;
using Mesh.Runtime.Durable.Store;
using Mesh.Tests.Kit;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Mesh.Durable.Tests.Kit;

/// <summary>
/// The engine without Orleans on a scratch folder. In <see cref="RunMode.Killed"/> it dies after every commit
/// and a new one takes over from the store.
/// </summary>
internal sealed class EngineHost : IAsyncDisposable
{
    public const int MaxConcurrentActivities = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ScratchFolder folder;
    private readonly bool ownsFolder;
    private readonly RunMode mode;
    private readonly TestFunctions functions;
    private readonly TimeProvider time;
    private readonly ILoggerFactory loggers;
    private readonly CancellationTokenSource closing = new();
    private readonly Task reviving;
    private Life life;

    private EngineHost(
        RunMode mode,
        TestFunctions functions,
        TimeProvider time,
        ILoggerFactory loggers,
        ScratchFolder? folder)
    {
        (this.mode, this.functions, this.time, this.loggers) = (mode, functions, time, loggers);
        (this.folder, ownsFolder) = (folder ?? new ScratchFolder(), folder is null);
        life = Begin();
        reviving = Task.Run(ReviveAsync);
    }

    public IHistoryStore Store => life.Store;

    public DurableTaskClient Client => life.Client;

    public IEngineServices Services => life.Engine;

    public IDurableAdministration Administration => new EngineAdministration(life.Engine);

    /// <summary>Delivers to the owner of an instance, as activities and timers do.</summary>
    public Task DeliverAsync(string id, params MailItem[] mail) => life.Router.DeliverAsync(id, mail);

    public string Folder => folder.FullPath;

    public static async Task<EngineHost> OpenAsync(
        RunMode mode,
        TestFunctions functions,
        TimeProvider? time = null,
        ILoggerFactory? loggers = null,
        ScratchFolder? folder = null)
    {
        var host = new EngineHost(
            mode,
            functions,
            time ?? new FastTime(1000),
            loggers ?? NullLoggerFactory.Instance,
            folder);
        await host.life.Engine.StartAsync();
        return host;
    }

    /// <summary>
    /// Does something with the client, again after a revival when the process died meanwhile.
    /// </summary>
    public async Task<T> CallAsync<T>(Func<DurableTaskClient, Task<T>> call)
    {
        while (true)
        {
            var current = life;
            try
            {
                return await call(current.Client);
            }
            catch (Exception e) when (e is ProcessDiedException or ObjectDisposedException)
            {
                await current.Replaced.Task.WaitAsync(Patience);
            }
        }
    }

    public Task CallAsync(Func<DurableTaskClient, Task> call) => CallAsync(async client =>
    {
        await call(client);
        return true;
    });

    public Task<string> StartAsync(string name, object? input = null, string? id = null) => CallAsync(
        client => client.ScheduleNewOrchestrationInstanceAsync(
            name, input, new StartOrchestrationOptions(id)));

    /// <summary>Waits until the instance looks as wanted; looks at every change.</summary>
    public async Task<OrchestrationMetadata> WaitAsync(string id, Func<OrchestrationMetadata, bool> wanted)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var current = life;
            var change = current.Engine.Watch.NextChange(id);
            var found = await CallAsync(client => client.GetInstanceAsync(id, getInputsAndOutputs: true));
            if (found is not null && wanted(found))
            {
                return found;
            }

            await Task.WhenAny(change, current.Replaced.Task).WaitAsync(limit.Token);
        }
    }

    public Task<OrchestrationMetadata> WaitForEndAsync(string id) =>
        WaitAsync(id, instance => instance.IsCompleted);

    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null, string? id = null) =>
        await WaitForEndAsync(await StartAsync(name, input, id));

    public async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(string id)
    {
        var stored = await CallAsync(_ => Task.FromResult(life.Store.Load(id)!));
        return [.. stored.Events.Select((e, i) => HistoryCodec.Decode(id, i, e.Type, e.Payload))];
    }

    /// <summary>Stops and starts on the same folder, with an orderly shutdown.</summary>
    public async Task RestartAsync(Action? meanwhile = null)
    {
        var old = life;
        await old.EndAsync();
        meanwhile?.Invoke();
        life = Begin();
        await life.Engine.StartAsync();
        old.Replaced.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await reviving;
        await life.EndAsync();
        closing.Dispose();
        if (ownsFolder)
        {
            folder.Dispose();
        }
    }

    private async Task ReviveAsync()
    {
        if (mode != RunMode.Killed)
        {
            return;
        }

        while (!closing.IsCancellationRequested)
        {
            var dead = life;
            await Task.WhenAny(dead.Died, Task.Delay(Timeout.Infinite, closing.Token));
            if (closing.IsCancellationRequested)
            {
                return;
            }

            await dead.EndAsync();
            life = Begin();
            await life.Engine.StartAsync();
            dead.Replaced.TrySetResult();
        }
    }

    private Life Begin()
    {
        IHistoryStore store = SqliteHistoryStore.Open(folder.FullPath);
        var died = Task.Delay(Timeout.Infinite, closing.Token);
        if (mode == RunMode.Killed)
        {
            var dying = new DyingStore(store, commitsToLive: 1);
            (store, died) = (dying, dying.Died);
        }

        var json = new JsonSerializerOptions();
        var options = new DurableOptions
        {
            DataDirectory = folder.FullPath,
            TimeProvider = time,
            DropAfterEveryTurn = mode == RunMode.Dropped,
            MaxConcurrentActivities = MaxConcurrentActivities,
            StopPatience = mode == RunMode.Killed ? TimeSpan.FromSeconds(1) : TimeSpan.FromHours(1),
        };
        var router = new LocalRouter();
        var engine = new DurableEngine(
            store, functions, new OrchestrationTools(new Payloads(json), loggers), options, router);
        router.Services = engine;
        var client = new EngineClient(engine, Options.Create(json), RandomNumberGenerator.Create());
        return new Life(store, engine, router, client, died);
    }

    private sealed record Life(
        IHistoryStore Store, DurableEngine Engine, LocalRouter Router, DurableTaskClient Client, Task Died)
    {
        public TaskCompletionSource Replaced { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task EndAsync()
        {
            await Engine.StopAsync();
            await Store.DisposeAsync();
            Engine.Dispose();
        }
    }
}

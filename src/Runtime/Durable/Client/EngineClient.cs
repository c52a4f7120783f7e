using System.Security.Cryptography;
using System.Text.Json;
using Mesh.Runtime.Durable.Engine;
using Mesh.Runtime.Durable.History;
using Mesh.Runtime.Durable.Replay;
using Mesh.Runtime.Durable.Store;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Options;

namespace Mesh.Runtime.Durable.Client;

/// <summary>The client of the engine in this process. What it says is done is on the disk.</summary>
internal sealed class EngineClient(
    DurableEngine engine, IOptions<JsonSerializerOptions> json, RandomNumberGenerator random)
    : DurableTaskClient("mesh")
{
    /// <summary>Only another process of a cluster changes an instance without telling this one.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly JsonDataConverter converter = new(json.Value);
    private readonly Payloads payloads = engine.Tools.Payloads;

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var name = orchestratorName.Name;
        if (engine.Functions.FindOrchestrator(name) is null)
        {
            throw new ArgumentException(
                $"There is no orchestrator named '{name}' in this program.", nameof(orchestratorName));
        }

        var id = options?.InstanceId ?? NewId();
        InstanceIds.Check(id, nameof(options));
        var payload = payloads.Write(input, $"input of orchestration '{name}'");
        var now = Now();
        var startAt = options?.StartAt?.UtcDateTime is { } at && at > now ? at : default(DateTime?);
        var instance = new NewInstance(id, new ExecutionStarted(name, now, payload), startAt);
        if (await engine.Store.CreateAsync(instance) is { } status)
        {
            throw new InvalidOperationException(
                $"An orchestration instance with the id '{id}' already exists and is {status}.");
        }

        engine.Wake(id, MailItem.Poke);
        return id;
    }

    public override Task RaiseEventAsync(
        string instanceId,
        string eventName,
        object? eventPayload = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var payload = payloads.Write(eventPayload, $"payload of event '{eventName}'");
        return SendAsync(instanceId, new(MessageKind.Event, eventName, payload), cancellation);
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(
            instanceId,
            row => row.Status != OrchestrationRuntimeStatus.Pending,
            getInputsAndOutputs,
            cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, row => row.HasEnded, getInputsAndOutputs, cancellation);

    public override async Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var output = payloads.Write(options?.Output, $"output of instance '{instanceId}'");
        if (await engine.Store.TerminateSetAsideAsync(instanceId, output, Now()) is { } woken)
        {
            engine.Announce(instanceId);
            foreach (var parent in woken)
            {
                engine.Wake(parent, MailItem.Poke);
            }

            return;
        }

        var message = new Message(
            MessageKind.Terminate, Payload: output, Recursive: options?.Recursive ?? false);
        await SendAsync(instanceId, message, cancellation);
    }

    public override Task SuspendInstanceAsync(
        string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new(MessageKind.Suspend, Payload: reason), cancellation);

    public override Task ResumeInstanceAsync(
        string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new(MessageKind.Resume, Payload: reason), cancellation);

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return Task.Run(
            () => engine.Store.Find(instanceId) is { } row ? ToMetadata(row, getInputsAndOutputs) : null,
            cancellation);
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(
        OrchestrationQuery? filter = null)
    {
        var query = filter ?? new OrchestrationQuery();
        var index = new InstanceFilter(
            query.CreatedFrom?.UtcDateTime,
            query.CreatedTo?.UtcDateTime,
            query.Statuses?.ToList(),
            query.InstanceIdPrefix);
        return Pageable.Create((token, size, cancellation) => Task.Run(
            () => ReadPage(
                index, token ?? query.ContinuationToken, size ?? query.PageSize, query.FetchInputsAndOutputs),
            cancellation));
    }

    public override Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return PurgeAsync(new(instanceId, new InstanceFilter(), options?.Recursive ?? false));
    }

    public override Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter,
        PurgeInstanceOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var index = new InstanceFilter(
            filter.CreatedFrom?.UtcDateTime, filter.CreatedTo?.UtcDateTime, filter.Statuses?.ToList());
        return PurgeAsync(new(Instance: null, index, options?.Recursive ?? false));
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task SendAsync(string instanceId, Message message, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();

        // What is sent to an instance that has ended, or never was, is of no use to anybody and is dropped.
        if (await engine.Store.SendAsync(instanceId, message))
        {
            engine.Wake(instanceId, MailItem.Poke);
        }
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Func<InstanceRow, bool> arrived, bool withData, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        while (true)
        {
            var change = engine.Watch.NextChange(instanceId);
            var row = await Task.Run(() => engine.Store.Find(instanceId), cancellation)
                ?? throw new InvalidOperationException($"There is no orchestration instance '{instanceId}'.");
            if (arrived(row))
            {
                return ToMetadata(row, withData);
            }

            if (row.SetAside is { } reason)
            {
                throw new InvalidOperationException(
                    $"Instance '{instanceId}' is set aside and will not go on by itself: {reason}");
            }

            await Task.WhenAny(change, Task.Delay(LookAgain, engine.Options.TimeProvider, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private Page<OrchestrationMetadata> ReadPage(
        InstanceFilter filter, string? after, int size, bool withData)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        var rows = engine.Store.Query(filter, after, size);
        return new Page<OrchestrationMetadata>(
            [.. rows.Select(row => ToMetadata(row, withData))], rows.Count < size ? null : rows[^1].Id);
    }

    private async Task<PurgeResult> PurgeAsync(PurgeRequest request) =>
        new(await engine.Store.PurgeAsync(request));

    private OrchestrationMetadata ToMetadata(InstanceRow row, bool withData) => new(row.Name, row.Id)
    {
        RuntimeStatus = row.Status,
        CreatedAt = new DateTimeOffset(row.Created),
        LastUpdatedAt = new DateTimeOffset(row.Updated),
        DataConverter = withData ? converter : null,
        SerializedInput = withData ? row.Input : null,
        SerializedOutput = withData ? row.Output : null,
        SerializedCustomStatus = withData ? row.CustomStatus : null,
        FailureDetails = row.SetAside is { } reason
            ? new TaskFailureDetails("Mesh.SetAside", reason, null, InnerFailure: null, Properties: null)
            : HistoryCodec.DecodeFailure(row.Failure)?.ToDetails(),
    };

    private DateTime Now() => engine.Options.TimeProvider.GetUtcNow().UtcDateTime;

    private string NewId()
    {
        var id = new byte[16];
        random.GetBytes(id);
        return Convert.ToHexStringLower(id);
    }
}

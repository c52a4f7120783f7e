using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Mesh.Tests.App.Parts;

/// <summary>A durable client that knows the instances it is told of, and notes what it is to start.</summary>
internal sealed class StubDurableClient() : DurableTaskClient("stub")
{
    private readonly Dictionary<string, OrchestrationMetadata> instances = [];

    /// <summary>The inputs of what was started, by instance.</summary>
    public Dictionary<string, object?> Started { get; } = [];

    /// <summary>An instance that somebody terminated.</summary>
    public void AddTerminated(string id, object input) => instances[id] = new OrchestrationMetadata("any", id)
    {
        RuntimeStatus = OrchestrationRuntimeStatus.Terminated,
        SerializedInput = JsonSerializer.Serialize(input, input.GetType()),
        DataConverter = new Converter(),
    };

    /// <summary>An instance that is alive, with the custom status it has published last.</summary>
    public void AddRunning(string id, object? status) => instances[id] = new OrchestrationMetadata("any", id)
    {
        RuntimeStatus = OrchestrationRuntimeStatus.Running,
        SerializedCustomStatus = status is null ? null : JsonSerializer.Serialize(status, status.GetType()),
        DataConverter = new Converter(),
    };

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult(instances.GetValueOrDefault(instanceId));

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        Started.Add(options!.InstanceId!, input);
        return Task.FromResult(options.InstanceId!);
    }

    public override Task RaiseEventAsync(
        string instanceId,
        string eventName,
        object? eventPayload = null,
        CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task SuspendInstanceAsync(
        string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task ResumeInstanceAsync(
        string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(
        OrchestrationQuery? filter = null) =>
        throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Converter : DataConverter
    {
        public override string? Serialize(object? value) => JsonSerializer.Serialize(value);

        public override object? Deserialize(string? data, Type targetType) =>
            data is null ? null : JsonSerializer.Deserialize(data, targetType);
    }
}

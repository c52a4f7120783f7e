using Mesh.Runtime.Durable.History;
using Mesh.Runtime.Durable.Store;
using Microsoft.DurableTask.Client;

namespace Mesh.Durable.Tests.Kit;

/// <summary>
/// A store whose process ends right after a commit has become durable: the committer does not learn of it,
/// and nothing works any more.
/// </summary>
internal sealed class DyingStore(IHistoryStore inner, int commitsToLive) : IHistoryStore
{
    private readonly TaskCompletionSource died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int left = commitsToLive;

    public Task Died => died.Task;

    public async Task CommitAsync(TurnCommit commit)
    {
        var number = Interlocked.Decrement(ref left);
        if (number < 0)
        {
            throw new ProcessDiedException();
        }

        await inner.CommitAsync(commit);
        if (number == 0)
        {
            died.TrySetResult();
            throw new ProcessDiedException();
        }
    }

    public Task<OrchestrationRuntimeStatus?> CreateAsync(NewInstance instance) =>
        Alive().CreateAsync(instance);

    public Task<bool> SendAsync(string instance, Message message) => Alive().SendAsync(instance, message);

    public Task SetAsideAsync(string instance, string reason) => Alive().SetAsideAsync(instance, reason);

    public Task<bool> ReleaseAsync(string instance) => Alive().ReleaseAsync(instance);

    public Task<IReadOnlyList<string>?> TerminateSetAsideAsync(
        string instance, string? output, DateTime at) =>
        Alive().TerminateSetAsideAsync(instance, output, at);

    public Task<int> PurgeAsync(PurgeRequest request) => Alive().PurgeAsync(request);

    public StoredInstance? Load(string instance) => Alive().Load(instance);

    public InstanceRow? Find(string instance) => inner.Find(instance);

    public IReadOnlyList<InboxRow> ReadInbox(string instance) => Alive().ReadInbox(instance);

    public IReadOnlyList<InstanceRow> Query(InstanceFilter filter, string? after, int limit) =>
        inner.Query(filter, after, limit);

    public IReadOnlyList<InstanceRow> ListSetAside() => inner.ListSetAside();

    public IReadOnlyList<string> ListUnfinished() => inner.ListUnfinished();

    public IReadOnlyList<TimerRow> ListTimers() => inner.ListTimers();

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private IHistoryStore Alive() => Volatile.Read(ref left) > 0 ? inner : throw new ProcessDiedException();
}

using Mesh.Runtime.Durable.History;
using Microsoft.DurableTask.Client;

namespace Mesh.Runtime.Durable.Store;

/// <summary>
/// The memory of the engine. Every call that changes something returns only when the change is on stable
/// storage, and is all or nothing. A failure of the store itself is a
/// <see cref="Mesh.Domain.Errors.MeshException"/> whose code begins with <c>durable-store</c>; nothing of
/// that call has happened then.
/// </summary>
internal interface IHistoryStore : IAsyncDisposable
{
    /// <summary>
    /// Records a new instance with its first event. An ended instance of that id is replaced; one that has
    /// not ended stays, and its status is returned (null: created).
    /// </summary>
    Task<OrchestrationRuntimeStatus?> CreateAsync(NewInstance instance);

    /// <summary>
    /// Appends one turn. Throws <see cref="HistoryConflictException"/>, and changes nothing, when somebody
    /// else has appended to, replaced or purged the instance since it was loaded: this is the fence between
    /// two owners.
    /// </summary>
    Task CommitAsync(TurnCommit commit);

    /// <summary>Puts a message into an instance's inbox; false when it does not exist or has ended.</summary>
    Task<bool> SendAsync(string instance, Message message);

    /// <summary>Takes an instance out of service, with the reason, until it is released.</summary>
    Task SetAsideAsync(string instance, string reason);

    /// <summary>Puts an instance that was set aside back into service; false when it was not.</summary>
    Task<bool> ReleaseAsync(string instance);

    /// <summary>
    /// Ends an instance that was set aside, without running it, and tells its parent. Null when it was not
    /// set aside; else the instances that have something to look at now.
    /// </summary>
    Task<IReadOnlyList<string>?> TerminateSetAsideAsync(string instance, string? output, DateTime at);

    /// <summary>Removes instances that have ended; returns how many.</summary>
    Task<int> PurgeAsync(PurgeRequest request);

    /// <summary>The instance with the history of its present execution; null when there is none.</summary>
    StoredInstance? Load(string instance);

    /// <summary>What the index knows about an instance; null when there is none.</summary>
    InstanceRow? Find(string instance);

    /// <summary>What waits in an instance's inbox, oldest first.</summary>
    IReadOnlyList<InboxRow> ReadInbox(string instance);

    /// <summary>Instances in the order of their ids, at most <paramref name="limit"/>.</summary>
    IReadOnlyList<InstanceRow> Query(InstanceFilter filter, string? after, int limit);

    /// <summary>All instances that were set aside.</summary>
    IReadOnlyList<InstanceRow> ListSetAside();

    /// <summary>The ids of all instances in service that have not ended.</summary>
    IReadOnlyList<string> ListUnfinished();

    /// <summary>Every timer that has not fired.</summary>
    IReadOnlyList<TimerRow> ListTimers();
}

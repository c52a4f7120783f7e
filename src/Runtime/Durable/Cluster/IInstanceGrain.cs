using Mesh.Runtime.Durable.Engine;
using Orleans;
using Orleans.Concurrency;

namespace Mesh.Runtime.Durable.Cluster;

/// <summary>The owner of one instance in the cluster; its key is the instance's id.</summary>
[Alias("mesh.durable.instance")]
internal interface IInstanceGrain : IGrainWithStringKey
{
    /// <inheritdoc cref="IInstanceRouter.DeliverAsync"/>
    [Alias("deliver")]
    [AlwaysInterleave]
    Task DeliverAsync([Immutable] MailItem[] mail);
}

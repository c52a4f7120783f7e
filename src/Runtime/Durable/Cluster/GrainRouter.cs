using Mesh.Runtime.Durable.Engine;
using Orleans;

namespace Mesh.Runtime.Durable.Cluster;

/// <summary>Leaves it to Orleans where the owner of an instance lives.</summary>
internal sealed class GrainRouter(IGrainFactory grains) : IInstanceRouter
{
    public Task DeliverAsync(string instance, IReadOnlyList<MailItem> mail) =>
        grains.GetGrain<IInstanceGrain>(instance).DeliverAsync([.. mail]);
}

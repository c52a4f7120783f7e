using Mesh.Runtime.Durable.Engine;
using Mesh.Runtime.Durable.Store;
using Orleans;
using Orleans.Placement;

namespace Mesh.Runtime.Durable.Cluster;

/// <summary>
/// Gives an instance its place in the cluster; the work is the actor's. Calls interleave, so that what
/// arrives while a turn is being committed goes together into the next.
/// </summary>
[HashBasedPlacement]
internal sealed class InstanceGrain : Grain, IInstanceGrain
{
    private readonly InstanceActor actor;

    public InstanceGrain(IEngineServices services) => actor = new(this.GetPrimaryKeyString(), services);

    public async Task DeliverAsync(MailItem[] mail)
    {
        try
        {
            await actor.DeliverAsync(mail);
        }
        catch (HistoryConflictException)
        {
            // Another activation owns the instance: this one must not stand in its way.
            DeactivateOnIdle();
            throw;
        }

        if (actor.IsIdle)
        {
            DeactivateOnIdle();
        }
    }
}

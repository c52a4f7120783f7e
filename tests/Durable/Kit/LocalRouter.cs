using System.Collections.Concurrent;
using Mesh.Runtime.Durable.Engine;

namespace Mesh.Durable.Tests.Kit;

/// <summary>Owners of instances in a dictionary: the engine without Orleans.</summary>
internal sealed class LocalRouter : IInstanceRouter
{
    private readonly ConcurrentDictionary<string, InstanceActor> actors = new();

    public IEngineServices? Services { get; set; }

    public Task DeliverAsync(string instance, IReadOnlyList<MailItem> mail) =>
        actors.GetOrAdd(instance, id => new InstanceActor(id, Services!)).DeliverAsync(mail);
}

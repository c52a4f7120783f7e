using Mesh.Runtime.Durable.Engine;
using Mesh.Runtime.Durable.History;
using Mesh.Runtime.Durable.Testing;

namespace Mesh.Runtime.Durable.Client;

internal sealed class EngineAdministration(DurableEngine engine) : IDurableAdministration
{
    public Task<IReadOnlyList<SetAsideInstance>> ListSetAsideAsync() => Task.Run(() =>
    {
        var rows = engine.Store.ListSetAside();
        return (IReadOnlyList<SetAsideInstance>)
            [.. rows.Select(row => new SetAsideInstance(row.Id, row.Name, row.SetAside!))];
    });

    public async Task<bool> RetryAsync(string instanceId)
    {
        var released = await engine.Store.ReleaseAsync(instanceId);
        if (released)
        {
            engine.Wake(instanceId, MailItem.Poke);
        }

        return released;
    }

    public Task<RecordedHistory?> ExportHistoryAsync(string instanceId) => Task.Run(() =>
    {
        if (engine.Store.Load(instanceId) is not { } stored)
        {
            return null;
        }

        var events = stored.Events.Select(
            (step, place) => HistoryCodec.Decode(instanceId, place, step.Type, step.Payload));
        return new RecordedHistory(instanceId, [.. events]);
    });
}

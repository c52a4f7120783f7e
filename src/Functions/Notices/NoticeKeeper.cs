using Mesh.Catalog.Notices;
using Mesh.Functions.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Notices;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Notices;

/// <summary>
/// Sees that what is to be told is being sent: one instance a system, which is started where none is at work
/// and woken where there is news.
/// </summary>
public sealed class NoticeKeeper(NoticeBoard notices)
{
    [Function("KeepNotices")]
    public async Task Keep(
        [TimerTrigger("%MESH_SCHEDULE_TICK%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        foreach (var (system, news) in await notices.SystemsAsync(cancellationToken))
        {
            var id = NotifyInput.IdOf(system);
            if (await client.GetInstanceAsync(id, cancellationToken) is not { IsCompleted: false })
            {
                await InstanceStart.AgainAsync(
                    client, OrchestratorNames.Notify, id, new NotifyInput(system), cancellationToken);
            }
            else if (news)
            {
                await client.RaiseEventAsync(id, NotifyInput.News, 1, cancellationToken);
            }
        }
    }
}

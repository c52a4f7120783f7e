using System.Net.ServerSentEvents;
using Mesh.Activities.Movements;
using Mesh.Domain.Errors;
using Mesh.Functions.Access;
using Mesh.Functions.Runs;
using Mesh.Orchestrations.Runs;
using Mesh.Runtime.Queues;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit.Requirements;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.App.Runs;

/// <summary>Runs that are cancelled, terminated, cut off before they began, and followed.</summary>
public sealed class RunControlTests
{
    [ResticFact]
    public async Task A_cancelled_backup_leaves_no_lock_no_point_and_a_free_component()
    {
        var waiting = new TaskCompletionSource();
        await using var app = await StartHeldAsync(waiting.Task);
        app.Fill(new Random(1), 3, 1_000);
        var run = await app.StartBackupAsync();
        await UntilPlanningAsync(app, run);

        var busy = await Assert.ThrowsAsync<MeshException>(() => app.StartBackupAsync());
        var cancelled = await app.Api.CancelRunAsync(run.Id, default);
        waiting.SetResult();

        Assert.Equal("component-busy", busy.Code);
        Assert.Equal("cancelled", cancelled.State);
        Assert.Empty(await app.PointsAsync());
        using var restic = app.Restic();
        Assert.Empty((await restic.RunAsync("list", "locks", "--no-lock")).Trim());
        Assert.Equal("succeeded", (await app.BackUpAsync()).State);
        await restic.CheckAsync();
    }

    [ResticFact]
    public async Task A_run_that_is_terminated_behind_the_app_s_back_is_ended_at_the_next_tick()
    {
        var waiting = new TaskCompletionSource();
        await using var app = await StartHeldAsync(waiting.Task, "* * * * * *");
        app.Fill(new Random(2), 3, 1_000);
        var run = await app.StartBackupAsync();
        await UntilPlanningAsync(app, run);

        var engine = app.Services.GetRequiredService<DurableTaskClient>();
        await engine.TerminateInstanceAsync(run.Id, output: null);

        Assert.Equal("cancelled", (await app.EndAsync(run)).State);
        waiting.SetResult();
        using var restic = app.Restic();
        Assert.Empty((await restic.RunAsync("list", "locks", "--no-lock")).Trim());
    }

    [Fact]
    public async Task A_client_that_was_cut_off_is_not_told_again_what_it_knows()
    {
        var waiting = new TaskCompletionSource();
        await using var app = await StartHeldAsync(waiting.Task);
        app.Fill(new Random(3), 3, 1_000);
        var run = await app.StartBackupAsync();
        await UntilPlanningAsync(app, run);
        using var http = new HttpClient { BaseAddress = new Uri(app.Url, $"/api/v1/runs/{run.Id}/progress") };
        var key = await File.ReadAllTextAsync(Path.Combine(app.Data, ApiKey.FileName));
        http.DefaultRequestHeaders.Add(ApiKeyMiddleware.Header, key.Trim());

        var known = (await EventsAsync(http, 1)).Single();
        http.DefaultRequestHeaders.Add("Last-Event-ID", known.EventId);
        var later = EventsAsync(http, int.MaxValue);
        await Task.WhenAny(later, Task.Delay(600));
        Assert.False(later.IsCompleted);
        waiting.SetResult();

        var events = await later;
        Assert.DoesNotContain(events, item => item.EventId == known.EventId);
        Assert.Equal("end", events[^1].EventType);
        Assert.Contains("\"succeeded\"", events[^1].Data, StringComparison.Ordinal);
    }

    private static Task<TestApp> StartHeldAsync(Task until, string tick = "0 0 0 1 1 *") =>
        TestApp.StartAsync(new TestAppOptions
        {
            Settings = new Dictionary<string, string> { ["MESH_SCHEDULE_TICK"] = tick },
            Services = services => services.AddSingleton<IMovementSender>(provider => new SpoiledSender(
                provider.GetRequiredService<IQueueTransport>(),
                async (sender, queue, json) =>
                {
                    if (queue.EndsWith("-results", StringComparison.Ordinal))
                    {
                        await until;
                    }

                    await sender.PutAsync(queue, json);
                })),
        });

    private static async Task<List<SseItem<string>>> EventsAsync(HttpClient http, int count)
    {
        using var response = await http.GetAsync((Uri?)null, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var events = new List<SseItem<string>>();
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
        {
            events.Add(item);
            if (events.Count == count)
            {
                break;
            }
        }

        return events;
    }

    private static async Task UntilPlanningAsync(TestApp app, RunView run)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await app.Api.GetRunAsync(run.Id, limit.Token)).Status?.Phase != RunPhase.Planning)
        {
            await Task.Delay(30, limit.Token);
        }
    }
}

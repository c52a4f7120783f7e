using System.Collections.Concurrent;
using System.Text.Json;
using Mesh.Activities.Movements;
using Mesh.Orchestrations.Movements;
using Mesh.Runtime.Queues;
using Mesh.Sources.Files.Comparing;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Movements;

/// <summary>
/// What queues do to messages must not show in what runs do; on the embedded queue and on Azurite.
/// </summary>
public abstract class QueueMisbehaviourTests(ITestOutputHelper output)
{
    protected abstract string? StorageConnection { get; }

    protected async Task Messages_twice_late_and_out_of_order_give_one_result()
    {
        var random = Seed.NewRandom(output);
        var turn = new Lock();
        await using var app = await StartAsync(async (sender, queue, json) =>
        {
            int copies;
            int[] delays;
            lock (turn)
            {
                copies = random.Next(1, 4);
                delays = [.. Enumerable.Range(0, copies).Select(_ => random.Next(0, 400))];
            }

            for (var i = 0; i < copies; i++)
            {
                await sender.PutAsync(queue, json, TimeSpan.FromMilliseconds(delays[i]));
            }
        });
        app.Fill(random, 30, 60_000);

        var backup = await app.BackUpAsync();
        Assert.True(backup.State == "succeeded", backup.Error?.Cause);
        var target = app.Folder["restored"];
        var restore = await app.RestoreAsync(target);
        Assert.True(restore.State == "succeeded", restore.Error?.Cause);

        Assert.Equal(30, backup.Counters["files"]);
        Assert.Single(await app.PointsAsync());
        var comparison = TreeComparison.Compare(app.Source, target + app.Source, default);
        Assert.True(comparison.Equal, string.Join('\n', comparison.Differences));
    }

    protected async Task A_restore_message_that_comes_after_the_end_changes_nothing()
    {
        var kept = new ConcurrentQueue<(string Queue, string Json)>();
        SpoiledSender? sending = null;
        await using var app = await StartAsync(async (sender, queue, json) =>
        {
            sending = sender;
            kept.Enqueue((queue, json));
            await sender.PutAsync(queue, json);
        });
        app.Fill(new Random(1), 4, 5_000);
        await app.BackUpAsync();
        kept.Clear();
        var target = app.Folder["restored"];
        Assert.Equal("succeeded", (await app.RestoreAsync(target)).State);
        var file = Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories).First();
        await File.WriteAllTextAsync(file, "in use since");

        foreach (var (queue, json) in kept.ToList())
        {
            await sending!.PutAsync(queue, json);
        }

        // Whatever the late messages would do is done before a later run of the same queue is over.
        await app.BackUpAsync();
        Assert.Equal("in use since", await File.ReadAllTextAsync(file));
    }

    protected async Task A_movement_that_nobody_can_answer_fails_its_run_with_the_reason()
    {
        await using var app = await StartAsync(
            (sender, queue, json) => IsResultOf(json, ".0.1")
                ? throw new InvalidOperationException("the result cannot be sent")
                : sender.PutAsync(queue, json),
            new Dictionary<string, string> { ["MESH_MOVEMENT_SENDS"] = "1" });
        app.Fill(new Random(2), 10, 60_000);

        var run = await app.BackUpAsync();

        Assert.Equal("failed", run.State);
        Assert.True(
            run.Error!.Cause.Contains("delivered again and again", StringComparison.Ordinal), run.Error.Cause);
        Assert.Empty(await app.PointsAsync());
    }

    protected async Task A_message_that_is_no_movement_does_not_stop_the_others()
    {
        SpoiledSender? sending = null;
        var movements = "";
        await using var app = await StartAsync((sender, queue, json) =>
        {
            (sending, movements) =
                (sender, json.Contains("\"Kind\"", StringComparison.Ordinal) ? queue : movements);
            return sender.PutAsync(queue, json);
        });
        app.Fill(new Random(3), 2, 1_000);
        Assert.Equal("succeeded", (await app.BackUpAsync()).State);

        await sending!.PutAsync(movements, "{\"this\": \"is no movement\"}");
        await sending.PutAsync(movements, "nor is this");

        Assert.Equal("succeeded", (await app.BackUpAsync()).State);
    }

    protected async Task A_movement_that_is_lost_is_sent_again()
    {
        var lost = 0;
        await using var app = await StartAsync(
            (sender, queue, json) => json.Contains("\"Kind\":\"backup\"", StringComparison.Ordinal)
                && Interlocked.Increment(ref lost) == 1
                    ? Task.CompletedTask
                    : sender.PutAsync(queue, json),
            new Dictionary<string, string> { ["MESH_MOVEMENT_PATIENCE_SECONDS"] = "2" });
        app.Fill(new Random(4), 3, 1_000);

        var run = await app.BackUpAsync();

        Assert.True(run.State == "succeeded", run.Error?.Cause);
        Assert.True(lost > 1);
    }

    private static bool IsResultOf(string json, string movement) =>
        JsonSerializer.Deserialize<JsonElement>(json).TryGetProperty(nameof(MovementResult.Succeeded), out _)
        && JsonSerializer.Deserialize<MovementResult>(
            json)!.MovementId.EndsWith(movement, StringComparison.Ordinal);

    private Task<TestApp> StartAsync(
        Func<SpoiledSender,
        string,
        string,
        Task> send,
        IReadOnlyDictionary<string,
        string>? settings = null) =>
        TestApp.StartAsync(new TestAppOptions
        {
            StorageConnection = StorageConnection,
            Settings = settings ?? new Dictionary<string, string>(),
            Services = services => services.AddSingleton<IMovementSender>(provider =>
                new SpoiledSender(provider.GetRequiredService<IQueueTransport>(), send)),
        });
}

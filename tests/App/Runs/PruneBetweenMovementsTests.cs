using System.Text.Json;
using Mesh.Activities.Movements;
using Mesh.Orchestrations.Movements;
using Mesh.Runtime.Queues;
using Mesh.Sources.Files.Comparing;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Kit.Restic;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.App.Runs;

/// <summary>Stock restic at work on the vault while a backup runs.</summary>
public sealed class PruneBetweenMovementsTests
{
    [ResticFact]
    public async Task What_a_prune_by_force_removes_between_two_movements_is_moved_again()
    {
        using var restic = new Later();
        var movements = 0;
        await using var app = await StartAsync(async () =>
        {
            // The first ranges are in the vault and no snapshot refers to them.
            if (Interlocked.Increment(ref movements) == 3)
            {
                await restic.Client.RunAsync("unlock", "--remove-all");
                await restic.Client.RunAsync("prune");
            }
        });
        app.Fill(new Random(1), 20, 60_000);
        restic.Client = app.Restic();

        var run = await app.BackUpAsync();

        Assert.True(run.State == "succeeded", run.Error?.Cause);
        Assert.True(movements > 3);
        await restic.Client.CheckAsync();
        Assert.Empty((await restic.Client.RunAsync("list", "locks", "--no-lock")).Trim());
        var target = app.Folder["restored"];
        Assert.Equal("succeeded", (await app.RestoreAsync(target)).State);
        Assert.True(TreeComparison.Compare(app.Source, target + app.Source, default).Equal);
    }

    [ResticFact]
    public async Task What_a_prune_by_force_removes_before_the_commit_is_moved_again()
    {
        using var restic = new Later();
        var movements = 0;
        await using var app = await StartAsync(async () =>
        {
            // The only range is in the vault: nothing is merged any more, only committed.
            if (Interlocked.Increment(ref movements) == 1)
            {
                await restic.Client.RunAsync("unlock", "--remove-all");
                await restic.Client.RunAsync("prune");
            }
        });
        app.Fill(new Random(3), 4, 5_000);
        restic.Client = app.Restic();

        var run = await app.BackUpAsync();

        Assert.True(run.State == "succeeded", run.Error?.Cause);
        Assert.Equal(2, movements);
        Assert.Equal("verified", Assert.Single(await app.PointsAsync()).State);
        await restic.Client.CheckAsync();
    }

    [ResticFact]
    public async Task A_running_backup_keeps_prune_out_and_survives_unlock()
    {
        using var restic = new Later();
        CommandResult? pruned = null;
        var movements = 0;
        await using var app = await StartAsync(async () =>
        {
            if (Interlocked.Increment(ref movements) == 2)
            {
                await restic.Client.RunAsync("unlock");
                pruned = await restic.Client.TryRunAsync("prune");
            }
        });
        app.Fill(new Random(2), 20, 60_000);
        restic.Client = app.Restic();

        var run = await app.BackUpAsync();

        Assert.True(run.State == "succeeded", run.Error?.Cause);
        Assert.NotEqual(0, pruned!.ExitCode);
        Assert.Contains("locked", pruned.Errors, StringComparison.Ordinal);
        await restic.Client.CheckAsync();
    }

    private static Task<TestApp> StartAsync(Func<Task> afterMovement) => TestApp.StartAsync(new TestAppOptions
    {
        Settings = new Dictionary<string, string> { ["MESH_MOVEMENT_WINDOW"] = "1" },
        Services = services => services.AddSingleton<IMovementSender>(provider =>
            new SpoiledSender(provider.GetRequiredService<IQueueTransport>(), async (sender, queue, json) =>
            {
                if (IsMoved(json))
                {
                    await afterMovement();
                }

                await sender.PutAsync(queue, json);
            })),
    });

    private static bool IsMoved(string json) =>
        JsonSerializer.Deserialize<JsonElement>(json)
            .TryGetProperty(nameof(MovementResult.Tree), out var tree)
        && tree.GetString() is { Length: > 0 };

    /// <summary>The client is known only once the app is.</summary>
    private sealed class Later : IDisposable
    {
        public ResticClient Client { get; set; } = null!;

        public void Dispose() => Client?.Dispose();
    }
}

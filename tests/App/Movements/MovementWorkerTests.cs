using Mesh.Domain.Errors;
using Mesh.Orchestrations.Movements;
using Mesh.Storage.Locations;
using Mesh.Tests.App.Parts;

namespace Mesh.Tests.App.Movements;

public class MovementWorkerTests
{
    [Fact]
    public async Task What_fails_because_the_worker_stops_is_no_result()
    {
        using var stop = new CancellationTokenSource();
        await using var bench = await Bench.OpenAsync(_ =>
        {
            stop.Cancel();
            throw new MeshException("writer-stopped", "any", "an earlier blob was not stored");
        });

        await Assert.ThrowsAnyAsync<Exception>(() => bench.Worker().DoAsync(Message(bench), stop.Token));
    }

    [Fact]
    public async Task What_fails_while_the_worker_goes_on_is_a_result_that_says_why()
    {
        await using var bench =
            await Bench.OpenAsync(_ => throw new MeshException("any", "any", "the reason"));

        var result = await bench.Worker().DoAsync(Message(bench), default);

        Assert.False(result.Succeeded);
        Assert.Contains("the reason", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_of_paths_of_which_one_is_not_there_fails_and_names_it()
    {
        await using var bench = await Bench.OpenAsync();
        await bench.Vaults.CreateIfMissingAsync(bench.Scope("one"), default);
        var message = Message(bench) with { Paths = [bench.Folder["source"], bench.Folder["unmounted"]] };

        var result = await bench.Worker().DoAsync(message, default);

        Assert.False(result.Succeeded);
        Assert.Contains(bench.Folder["unmounted"], result.Reason, StringComparison.Ordinal);
        Assert.True(
            (await bench.Worker()
                .DoAsync(message with { Paths = [bench.Folder["source"]] }, default)).Succeeded);
    }

    [Fact]
    public async Task Two_sendings_of_a_movement_that_is_done_once_are_both_answered()
    {
        using var begun = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        await using var bench = await Bench.OpenAsync(_ =>
        {
            begun.Release();
            goOn.Wait();
            throw new MeshException("any", "any", "the reason");
        });
        var worker = bench.Worker();
        var first = Task.Run(() => worker.DoAsync(Message(bench), default));
        await begun.WaitAsync();
        var second = worker.DoAsync(Message(bench) with { Send = 2 }, default);
        goOn.Release();

        Assert.Equal(1, (await first).Send);
        Assert.Equal(2, (await second).Send);
    }

    private static MovementMessage Message(Bench bench) => new()
    {
        Run = bench.Scope("one"),
        MovementId = "1.0.plan",
        Kind = MovementKind.PlanBackup,
        Step = 1,
        Attempt = 1,
        MovementBytes = 1 << 20,
    };
}

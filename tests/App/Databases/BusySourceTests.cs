using Mesh.Functions.Runs;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Databases;

/// <summary>
/// Full backups, restores and the capture of the log while accounts are paid, rows of every type change and
/// definitions too: whatever moment is restored, it is the one that was.
/// </summary>
public sealed class BusySourceTests(ITestOutputHelper output)
{
    private const int MostBackups = 10;

    [MariaDbFact]
    public Task A_moment_of_a_busy_server_is_restored_as_it_was() => RunAsync(1);

    [MariaDbFact]
    [Trait("Category", "Long")]
    public Task Three_moments_of_a_busy_server_are_restored_as_they_were() => RunAsync(3);

    private async Task RunAsync(int moments)
    {
        var random = Seed.NewRandom(output);
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await BusySource.PrepareAsync(source);
        var settings = new Dictionary<string, string> { ["MESH_RETRY_PAUSE_MILLISECONDS"] = "50" };
        await using var app = await LogApp.StartAsync(source, settings: settings);
        await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]);
        await using var busy = BusySource.Start(source, random);
        var known = new List<(DateTimeOffset At, string State)>();
        for (var moment = 0; moment < moments; moment++)
        {
            await LogApp.UntilAsync(app, () => Task.FromResult(busy.Changes > (moment + 1) * 12));
            known.Add(await busy.StandStillAsync());
            await BackUpAsync(app);
            await MustRestoreAsync(app, target, known[random.Next(known.Count)]);
        }

        await busy.StopAsync();
        output.WriteLine($"{busy.Changes} changes of definitions");
        foreach (var moment in known.Skip(moments > 1 ? 0 : 1))
        {
            await MustRestoreAsync(app, target, moment);
        }

        Assert.Single(await LogApp.Logs(app).ListAsync(LogApp.Ledger, default));
    }

    // A change of a definition may end a dump as often as the run tries it.
    private async Task BackUpAsync(TestApp app)
    {
        for (var left = MostBackups; ; left--)
        {
            var request = new BackupRequest(TestApp.System, "ledger");
            var run = await app.EndAsync((await app.Api.RequestBackupAsync(request, default)).Runs[0]);
            output.WriteLine($"{run.Id}: {run.State} {run.Error?.Cause}");
            if (run.State == "succeeded")
            {
                return;
            }

            Assert.Contains("definition was changed", $"{run.Error}", StringComparison.Ordinal);
            Assert.True(left > 1, "no backup came through between changes of definitions");
        }
    }

    private async Task MustRestoreAsync(
        TestApp app, MariaDbServer target, (DateTimeOffset At, string State) moment)
    {
        await LogApp.LogsAsync(app, logs => logs[0].CapturedThrough >= moment.At);
        var run = await LogApp.RestoreAsync(app, target, moment.At, overwrite: true);
        Assert.True(run.State == "succeeded", $"{run.Error?.Cause}\n{app.Log}");
        output.WriteLine($"{run.Id}: {run.Outcome!.Position}, {run.Outcome.Verification}");
        Assert.Equal(moment.State.Split('\n'), (await BusySource.StateAsync(target)).Split('\n'));
        Assert.Equal(BusySource.Sum, await target.SqlAsync("SELECT SUM(balance) FROM bank.account"));
    }
}

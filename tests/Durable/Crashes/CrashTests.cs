using System.Diagnostics;
using Mesh.Runtime.Durable.History;
using Mesh.Runtime.Durable.Store;
using Mesh.Tests.Kit;
using Microsoft.DurableTask.Client;
using Xunit.Abstractions;

namespace Mesh.Durable.Tests.Crashes;

/// <summary>
/// A process killed at random moments: the next one goes on, and nothing is recorded twice.
/// </summary>
public class CrashTests(ITestOutputHelper output)
{
    [Fact]
    public Task Every_orchestration_ends_once_however_often_its_process_is_killed() => KillAsync(kills: 4);

    [Fact]
    [Trait("Category", "Long")]
    public Task Every_orchestration_ends_once_after_many_kills() => KillAsync(kills: 60);

    private async Task KillAsync(int kills)
    {
        var random = Seed.NewRandom(output);
        using var folder = new ScratchFolder();
        for (var i = 0; i < kills; i++)
        {
            using var victim = Start("work", folder.FullPath);
            await WaitUntilReadyAsync(victim);
            await Task.Delay(random.Next(0, 400));
            victim.Kill();
            await victim.WaitForExitAsync();
        }

        using (var last = Start("finish", folder.FullPath))
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            await last.WaitForExitAsync(limit.Token);
            Assert.Equal(0, last.ExitCode);
        }

        await CheckAsync(folder.FullPath);
    }

    private async Task CheckAsync(string folder)
    {
        await using var store = SqliteHistoryStore.Open(folder);
        var all = store.Query(new InstanceFilter(), after: null, limit: int.MaxValue);
        output.WriteLine($"{all.Count} instances");
        Assert.NotEmpty(all);
        foreach (var row in all)
        {
            Assert.Equal(OrchestrationRuntimeStatus.Completed, row.Status);
            if (row.Name == "Main")
            {
                Assert.Equal($"{Victim.Expected(int.Parse(row.Input!, null))}", row.Output);
            }

            var history = store.Load(row.Id)!.Events
                .Select((e, place) => HistoryCodec.Decode(row.Id, place, e.Type, e.Payload))
                .ToList();
            var results = history.OfType<TaskCompleted>().Select(done => done.Id).ToList();
            Assert.Equal(results.Distinct(), results);
            Assert.Equal(history.OfType<TaskScheduled>().Count(), results.Count);
            Assert.Equal(history.OfType<ChildScheduled>().Count(), history.OfType<ChildCompleted>().Count());
            Assert.Equal(row.Name == "Main" ? 1 : 0, history.OfType<EventRaised>().Count());
        }
    }

    private static Process Start(string verb, string folder) => Process.Start(
        new ProcessStartInfo("dotnet", [typeof(Victim).Assembly.Location, verb, folder])
        {
            RedirectStandardOutput = true,
        })!;

    private static async Task WaitUntilReadyAsync(Process victim)
    {
        string? line;
        do
        {
            line = await victim.StandardOutput.ReadLineAsync();
        }
        while (line is not null && line != Victim.Ready);

        Assert.Equal(Victim.Ready, line);
    }
}

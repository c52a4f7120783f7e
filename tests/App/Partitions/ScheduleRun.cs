using System.Net.Http;
using Mesh.Domain.Errors;
using Mesh.Functions.Runbooks;

namespace Mesh.Tests.App.Partitions;

/// <summary>Carries a schedule out in a world.</summary>
/// <param name="world">The world, settled.</param>
/// <param name="schedule">The schedule.</param>
/// <param name="production">The site that is production when it begins.</param>
internal sealed class ScheduleRun(PartitionWorld world, Schedule schedule, string production)
{
    private readonly List<Task> asked = [];
    private readonly List<string> told = [];

    /// <summary>What became of the moves that were asked for.</summary>
    public string Told
    {
        get
        {
            lock (told)
            {
                return string.Join('\n', told);
            }
        }
    }

    /// <summary>Returns after the last event.</summary>
    public async Task RunAsync()
    {
        var began = world.Ledger.Now;
        foreach (var each in schedule.Events)
        {
            var left = began + each.At - world.Ledger.Now;
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            await DoAsync(each);
        }

        await Task.WhenAll(asked);
    }

    private Task DoAsync(Event each) => each.Deed switch
    {
        Deed.Cut => world.Network.CutAsync(Named(each.One), Named(each.Other)),
        Deed.Heal => world.Network.HealAsync(Named(each.One), Named(each.Other)),
        Deed.Freeze => world.SignalAsync(Named(each.One), "STOP"),
        Deed.Thaw => world.SignalAsync(Named(each.One), "CONT"),
        Deed.Kill => world.SignalAsync(Named(each.One), "KILL"),
        Deed.Start => world.StartAsync(Named(each.One)),
        Deed.Jump => world.SetClockAsync(Named(each.One), each.Other),
        _ => AskAsync(each.Deed == Deed.Move),
    };

    // p, s and w, also behind a hyphen, are a and b as they stand now.
    private string Named(string role) => role switch
    {
        "mesh" or "w" => role,
        _ => role[..^1] + (role[^1] == 'p' ? production : world.Other(production).Name),
    };

    // Mesh may stand still or be dead: the schedule does not wait for it.
    private Task AskAsync(bool planned)
    {
        asked.Add(Task.Run(async () =>
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            try
            {
                await world.Mesh.Api.RequestRunbookAsync(
                    new RunbookRequest("bank", Planned: planned, By: "schedule"), limit.Token);
                Tell("asked for");
            }
            catch (Exception error)
                when (error is MeshException or HttpRequestException or OperationCanceledException)
            {
                Tell(error.Message);
            }
        }));
        return Task.CompletedTask;
    }

    private void Tell(string line)
    {
        lock (told)
        {
            told.Add(line);
        }
    }
}

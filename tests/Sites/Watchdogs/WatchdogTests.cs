using System.Diagnostics;
using Mesh.Sites.Watchdogs;
using Mesh.Tests.Kit;

namespace Mesh.Tests.Sites.Watchdogs;

/// <summary>The watchdog as a process of its own, whose agent is really killed and stopped.</summary>
public sealed class WatchdogTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly ScratchFolder folder = new();

    private string Fired => folder["fired"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("KILL")]
    [InlineData("STOP")]
    public async Task An_agent_that_is_killed_or_stopped_is_fenced_by_its_watchdog(string signal)
    {
        using var agent = Process.Start(SitesProgram.Start("agent", Fired, folder["armed"]))!;
        try
        {
            await UntilAsync(() => File.Exists(folder["armed"]));
            Assert.False(File.Exists(Fired));

            await Command.RunAsync("kill", [$"-{signal}", $"{agent.Id}"]);

            await UntilAsync(() => File.Exists(Fired));
        }
        finally
        {
            agent.Kill();
            await agent.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task A_watchdog_that_was_disarmed_lets_things_be()
    {
        await using (var watchdog = SitesProgram.Watchdog(Fired))
        {
            var deadline = TimeProvider.System.GetTimestamp() + (TimeProvider.System.TimestampFrequency * 60);
            Assert.True(await watchdog.ArmAsync(deadline, default));
            await watchdog.DisarmAsync(default);
        }

        Assert.False(File.Exists(Fired));
    }

    [Fact]
    public async Task A_deadline_that_is_past_when_it_arrives_is_acted_upon()
    {
        await using var watchdog = SitesProgram.Watchdog(Fired);

        await watchdog.ArmAsync(1, default);

        await UntilAsync(() => File.Exists(Fired));
    }

    private static async Task UntilAsync(Func<bool> so)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!so())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Limit, "it did not happen");
            await Task.Delay(20);
        }
    }
}

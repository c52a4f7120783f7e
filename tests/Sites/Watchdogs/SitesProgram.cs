using System.Diagnostics;
using Mesh.Sites.Watchdogs;

namespace Mesh.Tests.Sites.Watchdogs;

/// <summary>This assembly as a program: an agent that is killed, and its watchdog.</summary>
public static class SitesProgram
{
    /// <summary>How the program is started.</summary>
    public static ProcessStartInfo Start(params string[] arguments) =>
        new("dotnet", [typeof(SitesProgram).Assembly.Location, .. arguments]);

    /// <summary>A watchdog whose command makes a file.</summary>
    public static WatchdogProcess Watchdog(string fired) => new(
        Start("watchdog"),
        [["touch", fired]],
        TimeSpan.FromSeconds(20),
        TimeProvider.System);

    public static async Task<int> Main(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments[0] == "watchdog")
        {
            var commands = await WatchdogProcess.ReadCommandsAsync(Console.In);
            await new WatchdogLoop(commands, TimeProvider.System, Console.Error.WriteLine)
                .RunAsync(Console.In, Console.Out, default);
            return 0;
        }

        // An agent: it pushes its deadline forward until something ends or stops it.
        await using var watchdog = Watchdog(arguments[1]);
        while (true)
        {
            var time = TimeProvider.System;
            await watchdog.ArmAsync(time.GetTimestamp() + (3 * time.TimestampFrequency), default);
            await File.WriteAllTextAsync(arguments[2], "");
            await Task.Delay(100);
        }
    }
}

using System.Globalization;

namespace Mesh.Tests.Kit.Networks;

/// <summary>Ends what runs in a namespace, and finds those of test runs that were killed.</summary>
internal static class Leftovers
{
    /// <summary>How our namespaces begin; the id of the process that made one follows.</summary>
    public const string Prefix = "mesh-test-";

    /// <summary>Removes the namespaces of processes that are gone.</summary>
    public static async Task SweepAsync()
    {
        var listed = await Command.RunAsync("ip", ["netns", "list"]);
        foreach (var name in listed.Output.Split(['\n', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal)
                && int.TryParse(
                    name.AsSpan(Prefix.Length).ToString().Split('-')[0], CultureInfo.InvariantCulture,
                    out var owner)
                && !Directory.Exists($"/proc/{owner}"))
            {
                await RemoveAsync(name);
            }
        }
    }

    /// <summary>Ends all processes in a namespace and removes it; gone already, nothing happens.</summary>
    public static async Task RemoveAsync(string name)
    {
        if (!File.Exists($"/run/netns/{name}"))
        {
            return;
        }

        // What dies may have started something else meanwhile.
        while (await PidsAsync(name) is { Length: > 0 } pids)
        {
            await Command.RunAsync("kill", ["-KILL", .. pids]);
            await Task.Delay(10);
        }

        await Command.RunAsync("ip", ["netns", "delete", name]);
    }

    private static async Task<string[]> PidsAsync(string name) =>
        (await Command.RunAsync("ip", ["netns", "pids", name])).Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(pid => pid != $"{Environment.ProcessId}").ToArray();
}

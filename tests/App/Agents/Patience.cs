using System.Diagnostics;

namespace Mesh.Tests.App.Agents;

/// <summary>Waits for what other processes do.</summary>
internal static class Patience
{
    /// <summary>Looks until it is so; fails with what is told when that takes two minutes.</summary>
    public static async Task UntilAsync(Func<Task<bool>> so, Func<string> told)
    {
        var began = Stopwatch.StartNew();
        while (!await so())
        {
            Assert.True(began.Elapsed < TimeSpan.FromMinutes(2), told());
            await Task.Delay(50);
        }
    }
}

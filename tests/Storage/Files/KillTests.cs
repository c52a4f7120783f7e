using System.Diagnostics;
using Mesh.Storage;
using Mesh.Storage.Files;
using Mesh.Tests.Kit;
using Xunit.Abstractions;

namespace Mesh.Tests.Storage.Files;

public class KillTests(ITestOutputHelper output)
{
    private const int Rounds = 12;

    [Fact]
    public async Task Whenever_the_writer_is_killed_what_it_reported_is_there_and_all_that_is_there_is_whole()
    {
        var random = Seed.NewRandom(output);
        using var scratch = new ScratchFolder();
        await using var store = new FileObjectStore(scratch["repo"]);
        for (var round = 0; round < Rounds; round++)
        {
            var reported = await WriteUntilKilledAsync(scratch["repo"], round, random.Next(1, 60));
            var there = await Bytes.KeysAsync(store, "");
            output.WriteLine($"round {round}: {reported.Count} reported, {there.Count} there, "
                + $"{Leftovers(scratch).Length} unfinished");

            Assert.Empty(reported.Except(there));
            foreach (var key in there)
            {
                Assert.Equal(EndlessWriter.ContentOf(key), await store.GetAsync(key, default));
            }
        }

        // The next writer clears the folder up.
        await using var next = new FileObjectStore(scratch["repo"]);
        await next.PutAsync("data/last", new byte[1], PutCondition.IfAbsent, default);
        Assert.Empty(Leftovers(scratch));
    }

    private static string[] Leftovers(ScratchFolder scratch) =>
        Directory.GetFiles(scratch["repo"], "*-tmp-*", SearchOption.AllDirectories);

    /// <summary>Kills the writer a little after its n-th report, so in the middle of some put.</summary>
    private static async Task<List<string>> WriteUntilKilledAsync(string repository, int round, int reports)
    {
        using var writer = Process.Start(new ProcessStartInfo("dotnet",
            ["exec", typeof(EndlessWriter).Assembly.Location, repository, $"{round}"])
        {
            RedirectStandardOutput = true,
        })!;
        List<string> reported = [];
        while (await writer.StandardOutput.ReadLineAsync() is { } key)
        {
            reported.Add(key);
            if (reported.Count == reports)
            {
                writer.Kill();
            }
        }

        await writer.WaitForExitAsync();
        Assert.NotEqual(0, writer.ExitCode);
        return reported;
    }
}

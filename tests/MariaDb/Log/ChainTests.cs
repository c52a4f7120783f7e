using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Storage;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Xunit;
using Xunit.Abstractions;

namespace Mesh.Tests.MariaDb.Log;

/// <summary>Damage to a stored log is found, and the segment is named.</summary>
public sealed class ChainTests(TestVault vault, ITestOutputHelper output) : IClassFixture<TestVault>
{
    [MariaDbFact]
    public async Task Every_flipped_byte_and_every_missing_repeated_or_moved_segment_is_named()
    {
        await using var server = await MariaDbServer.StartAsync();
        await server.SqlAsync("CREATE DATABASE d; CREATE TABLE d.t (a INT)");
        for (var i = 0; i < 3; i++)
        {
            await vault.CaptureToEndAsync("chain", server);
            await server.SqlAsync("INSERT INTO d.t VALUES (1); FLUSH LOGS");
        }

        await vault.CaptureToEndAsync("chain", server);
        var chain = new LogChain(vault.Repository, "chain");
        var count = (await chain.ListAsync(default)).Count;
        Assert.InRange(count, 5, 20);
        Assert.Empty(await chain.VerifyAsync(Captured.FirstFile.Position, default));

        await Flips(chain, count);
        await Missing(chain, count);
        await Moved(chain);
    }

    private async Task Flips(LogChain chain, int count)
    {
        var random = Seed.NewRandom(output);
        for (var round = 0; round < 60; round++)
        {
            var number = random.Next(1, count + 1);
            var good = await vault.Store.GetAsync(Key(number), default);
            var bad = (byte[])good.Clone();
            var at = random.Next(bad.Length);
            bad[at] ^= (byte)(1 << random.Next(8));
            await PutAsync(number, bad);

            var findings = await chain.VerifyAsync(Captured.FirstFile.Position, default);

            Assert.True(findings.Any(finding => finding.Sequence == number), $"byte {at} of segment {number}");
            await PutAsync(number, good);
        }

        Assert.Empty(await chain.VerifyAsync(Captured.FirstFile.Position, default));
    }

    private async Task Missing(LogChain chain, int count)
    {
        for (var number = 1; number < count; number++)
        {
            var good = await vault.Store.GetAsync(Key(number), default);
            await vault.Store.DeleteAsync(Key(number), default);

            var finding = Assert.Single(await chain.VerifyAsync(Captured.FirstFile.Position, default));
            Assert.Contains("missing", finding.Cause, StringComparison.Ordinal);
            if (number > 1)
            {
                var error = await Assert.ThrowsAsync<MeshException>(() => chain.ListAsync(default));
                Assert.Equal("broken-log", error.Code);
            }

            await PutAsync(number, good);
        }
    }

    private async Task Moved(LogChain chain)
    {
        var second = await vault.Store.GetAsync(Key(2), default);
        var third = await vault.Store.GetAsync(Key(3), default);
        await PutAsync(3, second);
        Assert.Contains(await chain.VerifyAsync(Captured.FirstFile.Position, default), finding =>
            finding.Sequence == 3 && finding.Cause.Contains("segment 2", StringComparison.Ordinal));

        await PutAsync(2, third);
        var findings = await chain.VerifyAsync(Captured.FirstFile.Position, default);
        Assert.Equal([2, 3], findings.Select(finding => finding.Sequence).Distinct());
        await PutAsync(2, second);
        await PutAsync(3, third);
        Assert.Empty(await chain.VerifyAsync(Captured.FirstFile.Position, default));
    }

    private static string Key(int number) => $"mesh-log/chain/{number:D12}";

    private Task PutAsync(int number, byte[] bytes) =>
        vault.Store.PutAsync(Key(number), bytes, PutCondition.Overwrite, default);
}

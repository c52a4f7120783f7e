using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Storage;
using Mesh.Storage.Faults;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Mesh.Vault;
using Xunit;
using Xunit.Abstractions;

namespace Mesh.Tests.MariaDb.Log;

/// <summary>Whatever is cut, killed or started again while accounts are being moved about: the captured files
/// are the server's own, without a gap or a duplicate.</summary>
public sealed class SurvivalTests(TestVault vault, ITestOutputHelper output) : IClassFixture<TestVault>
{
    [MariaDbFact]
    public Task Cuts_and_kills_leave_the_servers_own_files() => RunAsync("short", 8);

    [MariaDbFact]
    [Trait("Category", "Long")]
    public Task Many_cuts_and_kills_leave_the_servers_own_files() => RunAsync("long", 80);

    [MariaDbFact]
    public async Task A_store_that_fails_loses_or_garbles_what_it_is_given_leaves_the_servers_own_files()
    {
        var random = Seed.NewRandom(output);
        await using var server = await MariaDbServer.StartAsync();
        await server.SqlAsync(Transfers.Setup);
        var store = new FaultyObjectStore(vault.Store, FaultPlans.None);
        using var repository = await Repository.OpenAsync(
            store, "password", vault.Repository.Options, default);
        var faults = FaultPlans.Random(random, 0.2, Fault.FailBefore, Fault.FailAfter, Fault.Deny,
            Fault.FlipBitOnWrite, Fault.LostWrite, Fault.ShortWrite);
        store.Plan = (operation, key) =>
            operation == StoreOperation.Put ? faults(operation, key) : Fault.None;
        var failed = 0;
        for (var round = 0; round < 25; round++)
        {
            await server.SqlAsync("INSERT INTO bank.entry (amount) SELECT seq FROM bank.seq_1_to_500");
            try
            {
                await Captured.CaptureToEndAsync(repository, "store", server);
            }
            catch (MeshException)
            {
                failed++;
            }
        }

        await vault.CaptureToEndAsync("store", server);
        await vault.MustEqualFilesOfAsync("store", server);
        Assert.InRange(failed, 1, 24);
    }

    private async Task RunAsync(string stream, int rounds)
    {
        var random = Seed.NewRandom(output);
        await using var server = await MariaDbServer.StartAsync();
        await server.SqlAsync(Transfers.Setup);
        await using var proxy = new CuttableProxy(server.Port);
        for (var round = 0; round < rounds; round++)
        {
            using var stopCapture = new CancellationTokenSource();
            using var stopWork = new CancellationTokenSource();
            var capture = new LogCapture(
                vault.Repository, stream, server.Login(proxy.Port), Captured.Quick, TimeProvider.System);
            var running = capture.RunAsync(Captured.FirstFile, stopCapture.Token);
            var work = Transfers.RunAsync(server, new Random(random.Next()), stopWork.Token);
            var seen = capture.Status.Segments + random.Next(1, 15);
            await Captured.UntilAsync(() => capture.Status.Segments >= seen, running);

            await DisturbAsync(server, proxy, random.Next(5));

            seen = capture.Status.Segments + random.Next(5);
            await Captured.UntilAsync(() => capture.Status.Segments >= seen, running);
            await stopWork.CancelAsync();
            await work;
            await stopCapture.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        }

        await vault.CaptureToEndAsync(stream, server);
        await vault.MustEqualFilesOfAsync(stream, server);
        Assert.Equal($"{Transfers.Sum}", (await server.SqlAsync("SELECT SUM(balance) FROM bank.account")).Trim());
    }

    private static async Task DisturbAsync(MariaDbServer server, CuttableProxy proxy, int how)
    {
        switch (how)
        {
            case 0:
                proxy.Cut();
                break;
            case 1:
                await server.SqlAsync("FLUSH LOGS");
                proxy.Cut();
                break;
            case 2:
                await server.StopAsync();
                await server.StartAgainAsync();
                break;
            case 3:
                await server.KillAsync();
                await server.StartAgainAsync();
                break;
            default:
                // What the capture has not stored dies with it, which its end below shows.
                break;
        }
    }
}

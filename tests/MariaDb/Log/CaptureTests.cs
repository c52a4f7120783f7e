using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Log;
using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.MariaDb.Log.Events;
using Xunit;

namespace Mesh.Tests.MariaDb.Log;

/// <summary>What is captured is the server's own log.</summary>
public sealed class CaptureTests(TestVault vault) : IClassFixture<TestVault>
{
    [MariaDbFact]
    public async Task Exported_files_are_the_servers_own_and_the_stock_program_reads_them()
    {
        await using var server = await MariaDbServer.StartAsync();
        await server.SqlAsync(SampleLog.Statements.Replace("SET SESSION gtid_domain_id = 7;", "", StringComparison.Ordinal));

        var status = await vault.CaptureToEndAsync("own", server);
        Assert.Equal(2, await vault.MustEqualFilesOfAsync("own", server));

        using var folder = new ScratchFolder();
        var paths = await new LogChain(vault.Repository, "own").ExportAsync(folder.FullPath, default);
        var read = await Command.RunAsync(
            "mariadb-binlog", ["--no-defaults", "--verify-binlog-checksum", "--verbose", .. paths]);
        Assert.Equal(0, read.ExitCode);
        Assert.Contains("INSERT INTO `d`.`t`", read.Output, StringComparison.Ordinal);
        Assert.Equal("0-1-15", status.Newest!.Position);
    }

    [MariaDbFact]
    public async Task A_log_that_begins_in_a_file_has_the_files_header_and_what_is_behind_the_start()
    {
        await using var server = await MariaDbServer.StartAsync();
        await server.SqlAsync("CREATE DATABASE d; CREATE TABLE d.t (a INT)");
        var row = (await server.SqlAsync("SHOW MASTER STATUS; SELECT @@gtid_binlog_pos")).Split(['\t', '\n']);
        var start = new LogStart(LogPosition.Parse($"{row[0]}:{row[1]}"), GtidPosition.Parse("0-1-2"));
        await server.SqlAsync("INSERT INTO d.t VALUES (4711)");

        await vault.CaptureToEndAsync("inside", server, start);

        using var folder = new ScratchFolder();
        var path = Assert.Single(
            await new LogChain(vault.Repository, "inside").ExportAsync(folder.FullPath, default));
        var read = await Command.RunAsync("mariadb-binlog", ["--no-defaults", "--verbose", path]);
        Assert.Contains("@1=4711", read.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("CREATE TABLE", read.Output, StringComparison.Ordinal);
    }

    [MariaDbFact]
    public async Task A_second_capturer_of_the_same_log_is_refused()
    {
        await using var server = await MariaDbServer.StartAsync();
        await server.SqlAsync("CREATE DATABASE d; CREATE TABLE d.t (a INT)");
        using var stop = new CancellationTokenSource();
        var running = Enumerable.Range(1, 2).Select(id => new LogCapture(
            vault.Repository, "two", server.Login(),
            Captured.Quick with { ClientServerId = (uint)(100 + id) }, TimeProvider.System)
            .RunAsync(Captured.FirstFile, stop.Token)).ToList();

        while (!running.Any(each => each.IsCompleted))
        {
            await server.SqlAsync("INSERT INTO d.t VALUES (1)");
        }

        var first = await Task.WhenAny(running);
        var error = await Assert.ThrowsAsync<MeshException>(() => first);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Single(each => each != first));
        Assert.Equal("log-capture-superseded", error.Code);
        await vault.CaptureToEndAsync("two", server);
        await vault.MustEqualFilesOfAsync("two", server);
    }

    [MariaDbFact]
    public async Task A_transaction_larger_than_a_range_is_cut_and_whole_again_in_the_export()
    {
        await using var server = await MariaDbServer.StartAsync();
        await server.SqlAsync(
            "CREATE DATABASE d; CREATE TABLE d.t (a LONGTEXT); INSERT INTO d.t SELECT REPEAT(seq, 3000) FROM d.seq_1_to_200");
        var options = Captured.Quick with { UntilEnd = true, LargestRange = 100_000 };

        await new LogCapture(vault.Repository, "large", server.Login(), options, TimeProvider.System)
            .RunAsync(Captured.FirstFile, default);

        var segments = await new LogChain(vault.Repository, "large").ListAsync(default);
        Assert.Contains(segments, segment => segment.OpenGroup is not null);
        Assert.Equal(3, segments.Sum(segment => segment.Groups));
        await vault.MustEqualFilesOfAsync("large", server);

        // And it goes on there, in the middle of the transaction, when the rest is lost.
        var cut = segments.First(segment => segment.OpenGroup is not null).Sequence;
        foreach (var segment in segments.Where(segment => segment.Sequence > cut))
        {
            await vault.Store.DeleteAsync($"mesh-log/large/{segment.Sequence:D12}", default);
        }

        await vault.CaptureToEndAsync("large", server);
        await vault.MustEqualFilesOfAsync("large", server);
    }

    [MariaDbFact]
    public async Task The_measured_rpo_comes_down_when_the_source_is_idle()
    {
        await using var server = await MariaDbServer.StartAsync();
        await server.SqlAsync("CREATE DATABASE d");
        using var stop = new CancellationTokenSource();
        var capture = new LogCapture(
            vault.Repository, "rpo", server.Login(), Captured.Quick, TimeProvider.System);
        var running = capture.RunAsync(Captured.FirstFile, stop.Token);

        await Captured.UntilAsync(() => capture.Status.Rpo.Current < TimeSpan.FromSeconds(10), running);
        await server.FreezeAsync();
        await Captured.UntilAsync(() => capture.Status.Rpo.Current > TimeSpan.FromSeconds(1), running);
        await server.ThawAsync();
        await Captured.UntilAsync(() => capture.Status.Rpo.Current < TimeSpan.FromSeconds(1), running);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}

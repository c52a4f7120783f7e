using System.Runtime.CompilerServices;
using Mesh.Domain.Errors;
using Mesh.Sources.Databases;
using Mesh.Sources.Progress;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.MariaDb.Log;
using Mesh.Vault.Packs;
using Xunit.Abstractions;

namespace Mesh.Tests.MariaDb.Conformance;

/// <summary>What <see cref="IDatabaseEngine"/> and <see cref="IDatabaseLog"/> promise. Every engine inherits
/// it and says what its servers are.</summary>
public abstract class DatabaseEngineConformance(ConformanceVault vault, ITestOutputHelper output)
    : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly Random _random = Seed.NewRandom(output);

    /// <summary>The engine.</summary>
    protected abstract IDatabaseEngine Engine { get; }

    /// <summary>What the codes of its errors begin with.</summary>
    protected abstract string Word { get; }

    /// <summary>A server, with a log.</summary>
    protected abstract IConformanceServer Source { get; }

    /// <summary>Another one.</summary>
    protected abstract IConformanceServer Target { get; }

    private IDatabaseLog Log => Engine.Log!;

    public async Task InitializeAsync()
    {
        await Task.WhenAll(Source.ClearAsync(), Target.ClearAsync());
        await Source.MakeAsync(_random.Next());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [ContractFact]
    public async Task Backups_beside_a_writer_show_one_state_of_all_databases()
    {
        using var stop = new CancellationTokenSource();
        var writing = Source.TransferAsync(_random, stop.Token);
        var backups = new List<DatabaseBackup>();
        for (var i = 0; i < 3; i++)
        {
            backups.Add(await BackUpAsync());
        }

        await stop.CancelAsync();
        await writing;
        Assert.Equal(3, backups.DistinctBy(backup => backup.Position).Count());
        foreach (var backup in backups)
        {
            await RestoreAsync(backup, RestoreMode.Replace);
            Assert.True(await Target.IsBalancedAsync());
            Assert.Empty(await CompareAsync(backup));
        }
    }

    [ContractFact]
    public async Task A_backup_where_nothing_has_changed_stores_little()
    {
        await BackUpAsync();
        WriteCounters added = default;

        var again = await BackUpAsync(counters => added = counters);

        Assert.InRange(added.BytesAdded, 0, again.Bytes / 20);
    }

    [ContractFact]
    public async Task A_restored_server_equals_its_source()
    {
        await Source.TransferAsync(_random);
        var before = DateTimeOffset.UtcNow;
        var backup = await BackUpAsync();
        var content = await Engine.ReadContentAsync(vault.Repository, backup.Tree, [], default);
        Assert.InRange(backup.Time, before, DateTimeOffset.UtcNow);
        Assert.Equal(["bank", "notes"], content.Databases.Order());
        Assert.Equal((backup.Files, backup.Bytes), (content.Files, content.Bytes));

        var restored = await RestoreAsync(backup);

        Assert.Equal(content.Bytes, restored.Content.Bytes);
        Assert.Equal(await Source.ReadAsync(), await Target.ReadAsync());
        Assert.Empty(await CompareAsync(backup));
    }

    [ContractFact]
    public async Task A_restore_refuses_what_is_there_and_replaces_it_when_told()
    {
        var backup = await BackUpAsync();
        await Target.MakeAsync(_random.Next());
        var there = await Target.ReadAsync();
        Assert.Equal(
            ["bank"], await Engine.FindExistingAsync(Target.Login, ["absent", "bank"], default));

        await FailsAsync("-database-exists", RestoreAsync(backup));
        await FailsAsync(
            "-database-exists", Engine.RefuseExistingAsync(Target.Login, ["bank"], default));
        Assert.Equal(there, await Target.ReadAsync());

        await RestoreAsync(backup, RestoreMode.Replace);
        Assert.Equal(await Source.ReadAsync(), await Target.ReadAsync());
    }

    [ContractFact]
    public async Task Chosen_databases_are_restored_alone()
    {
        var backup = await BackUpAsync();
        await FailsAsync("-no-database", RestoreAsync(backup, databases: "absent"));
        var all = await Engine.ReadContentAsync(vault.Repository, backup.Tree, [], default);

        var restored = await RestoreAsync(backup, databases: "bank");

        Assert.Equal(["bank"], restored.Content.Databases);
        Assert.InRange(restored.Content.Bytes, 1, all.Bytes - 1);
        Assert.Equal(
            ["bank"], await Engine.FindExistingAsync(Target.Login, all.Databases, default));
        Assert.NotEmpty(await CompareAsync(backup));
        Assert.Empty(await CompareAsync(backup, "bank"));
    }

    [ContractFact]
    public async Task A_restore_that_was_cut_off_is_brought_to_its_end()
    {
        var backup = await BackUpAsync();
        var reads = await vault.CountReadsAsync(() => RestoreAsync(backup));
        for (var i = 0; i < 3; i++)
        {
            await Target.ClearAsync();
            using var stop = new CancellationTokenSource();
            var last = _random.Next(1, reads + 1);
            var ended = await Record.ExceptionAsync(() => vault.CountReadsAsync(
                () => RestoreAsync(backup, stop: stop.Token),
                read =>
                {
                    if (read == last)
                    {
                        stop.Cancel();
                    }
                }));

            // What was asked to stop at its last read may have nothing left to do.
            Assert.True(ended is null or OperationCanceledException, $"{ended}");
            await UntilAsync(async () => await Target.CountSessionsAsync() == 0);

            await RestoreAsync(backup, RestoreMode.Resume);

            Assert.Equal(await Source.ReadAsync(), await Target.ReadAsync());
            Assert.Empty(await CompareAsync(backup));
        }
    }

    [ContractFact]
    public async Task A_changed_value_is_named_and_mended_by_another_restore()
    {
        var backup = await BackUpAsync();
        await RestoreAsync(backup);
        await Target.DamageAsync();

        Assert.Equal("bank.account", Assert.Single(await CompareAsync(backup)).Table);

        await RestoreAsync(backup, RestoreMode.Resume);
        Assert.Empty(await CompareAsync(backup));
    }

    [ContractFact]
    public async Task A_backup_that_is_cancelled_leaves_nothing_on_the_server()
    {
        using var stop = new CancellationTokenSource();
        var running = BackUpAsync(options: new BackupOptions { BytesPerSecond = 1 }, stop: stop.Token);
        await UntilAsync(async () => running.IsCompleted || await Source.CountSessionsAsync() > 0);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await UntilAsync(async () => await Source.CountSessionsAsync() == 0);
        await Source.ChangeDefinitionAsync();
    }

    [ContractFact]
    public async Task Servers_that_cannot_be_used_are_errors_with_codes()
    {
        var poor = await Source.WithoutPrivilegesAsync();
        await FailsAsync("-unreachable", BackUpAsync(login: Source.Unreachable));
        await FailsAsync("-unreachable", Engine.CheckAsync(Source.Unreachable, default));
        await FailsAsync(
            "-unreachable", Engine.FindExistingAsync(Source.Unreachable, ["bank"], default));
        await FailsAsync("-access-denied", BackUpAsync(login: Source.Refused));
        await FailsAsync("-privilege-missing", BackUpAsync(login: poor));
        Assert.DoesNotContain(
            await Engine.CheckAsync(Source.Login, default),
            finding => finding.Severity == PreflightSeverity.Blocks);
        var lacking = (await Engine.CheckAsync(poor, default))[0];
        Assert.Equal(PreflightSeverity.Blocks, lacking.Severity);
        Assert.NotEmpty(lacking.Mend);
        Assert.DoesNotContain(poor.Password, $"{poor}", StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task A_capture_goes_on_where_it_ended_without_a_gap_or_a_duplicate()
    {
        var backup = await BackUpAsync();
        Assert.Null(await Log.FindCutAsync(
            vault.Repository, StreamOf(), backup.Position, LogEnd.OfLog, default));
        using var stop = new CancellationTokenSource();
        var writing = Source.TransferAsync(_random, stop.Token);
        var (stream, held) = (StreamOf(), "");
        for (var i = 0; i < 3; i++)
        {
            using var cut = new CancellationTokenSource(_random.Next(50, 300));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Log.CaptureAsync(
                Source.Login, vault.Repository, StreamOf(), backup.Position, Long, cut.Token));
            var before = held;
            await UntilAsync(async () =>
            {
                held = (await CaptureAsync(backup, TimeSpan.FromMilliseconds(200), stream)).Position;
                return held != before;
            });
        }

        await stop.CancelAsync();
        await writing;
        var all = await CaptureAsync(backup);
        Assert.StartsWith(await Source.FindPositionAsync(), all.Position, StringComparison.Ordinal);
        Assert.Equal(all, await CaptureAsync(backup) with { Through = all.Through });

        await RestoreAsync(backup);
        await ReplayAsync(backup, LogEnd.OfLog);
        Assert.Equal(await Source.ReadAsync(), await Target.ReadAsync());
        Assert.Empty((await VerifyReplayAsync(backup)).Differences);
    }

    [ContractFact]
    public async Task A_replay_ends_at_a_time_a_transaction_a_position_or_the_end()
    {
        var backup = await BackUpAsync();
        await RestoreAsync(backup);
        await Source.TransferAsync(_random);
        var (timed, moment) = (await Source.ReadAsync(), await Source.TickAsync());
        var last = await Source.TransferAsync(_random);
        var through = await Source.ReadAsync();
        await Source.TransferAsync(_random);
        var before = await Source.ReadAsync();
        var next = await Source.TransferAsync(_random);
        var (placed, position) = (await Source.ReadAsync(), await Source.FindPositionAsync());
        await Source.TransferAsync(_random);
        await CaptureAsync(backup);

        await ShowsAsync(LogEnd.At(moment), timed, last);
        await ShowsAsync(LogEnd.Through(last), through, left: null);
        await ShowsAsync(LogEnd.Before(next), before, next);
        await ShowsAsync(LogEnd.AtPosition(position), placed, left: null);
        await ShowsAsync(LogEnd.OfLog, await Source.ReadAsync(), left: null);
        var past = await Assert.ThrowsAsync<MeshException>(() => ReplayAsync(backup, LogEnd.Through(last)));
        Assert.Equal("replay-past", past.Code);

        async Task ShowsAsync(LogEnd end, string state, string? left)
        {
            var cut = await Log.FindCutAsync(
                vault.Repository, Stream(), backup.Position, end, default);
            Assert.Equal(left ?? cut!.FirstLeftOut, cut!.FirstLeftOut);
            var first = await ReplayAsync(backup, end, Stream());
            Assert.Equal(state, await Target.ReadAsync());
            Assert.StartsWith(cut.Cut, first.Position, StringComparison.Ordinal);

            Assert.Equal(first, await ReplayAsync(backup, end, Stream()));
            Assert.Equal(state, await Target.ReadAsync());
            var verified = await VerifyReplayAsync(backup, Stream());
            Assert.Empty(verified.Differences);
            Assert.Equal(cut.Cut, verified.Cut);
            Assert.Contains("bank.account", verified.Compared);
        }

        static string Stream() =>
            StreamOf(nameof(A_replay_ends_at_a_time_a_transaction_a_position_or_the_end));
    }

    [ContractFact]
    public async Task A_replay_in_many_pieces_ends_where_one_does()
    {
        var backup = await BackUpAsync();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await Source.TransferAsync(_random, stop.Token);
        var captured = await CaptureAsync(backup);
        await RestoreAsync(backup);
        var replayed = new ReplayedLog(IsFinished: false, "");
        for (var pieces = 0; !replayed.IsFinished; pieces++)
        {
            Assert.InRange(pieces, 0, 10_000);
            replayed = await ReplayAsync(backup, LogEnd.OfLog, span: TimeSpan.Zero);
        }

        Assert.Equal(captured.Position, replayed.Position);
        Assert.Equal(await Source.ReadAsync(), await Target.ReadAsync());
        Assert.Empty((await VerifyReplayAsync(backup)).Differences);
    }

    [ContractFact]
    public async Task A_replayed_server_that_was_changed_is_named_and_may_start_again()
    {
        var backup = await BackUpAsync();
        await Source.TransferAsync(_random);
        await CaptureAsync(backup);
        await RestoreAsync(backup);
        await ReplayAsync(backup, LogEnd.OfLog);
        await Target.DamageAsync();
        var differences = (await VerifyReplayAsync(backup)).Differences;
        Assert.Equal("bank.account", Assert.Single(differences).Table);

        await Log.ForgetReplayAsync(Target.Login, vault.Repository, StreamOf(), default);
        await RestoreAsync(backup, RestoreMode.Replace);
        await ReplayAsync(backup, LogEnd.OfLog);
        Assert.Equal(await Source.ReadAsync(), await Target.ReadAsync());
        Assert.Empty((await VerifyReplayAsync(backup)).Differences);
    }

    [ContractFact]
    public async Task Ends_that_the_log_does_not_have_are_refused()
    {
        var early = await BackUpAsync();
        await Source.TransferAsync(_random);
        var backup = await BackUpAsync();
        await Source.TransferAsync(_random);
        await CaptureAsync(backup);
        var absent = await Source.TransferAsync(_random);

        Assert.Equal("not-in-log", (await RefusedAsync(backup, LogEnd.Through(absent))).Code);
        Assert.Equal("not-in-log", (await RefusedAsync(backup, LogEnd.Before(absent))).Code);
        Assert.Equal("not-in-log", (await RefusedAsync(
            backup, LogEnd.AtPosition(await Source.FindPositionAsync()))).Code);
        Assert.Equal("log-does-not-cover", (await RefusedAsync(early, LogEnd.OfLog)).Code);
        foreach (var garbled in new[] { LogEnd.Through("?"), LogEnd.Before("?"), LogEnd.AtPosition("?") })
        {
            Assert.Equal(ExitCode.BadInput, (await RefusedAsync(backup, garbled)).ExitCode);
        }

        Task<MeshException> RefusedAsync(DatabaseBackup from, LogEnd end) =>
            Assert.ThrowsAsync<MeshException>(() => Log.FindCutAsync(
                vault.Repository,
                StreamOf(nameof(Ends_that_the_log_does_not_have_are_refused)), from.Position, end, default));
    }

    [ContractFact]
    public async Task A_log_whose_past_is_gone_is_broken_and_keeps_what_is_held()
    {
        var backup = await BackUpAsync();
        await Source.TransferAsync(_random);
        var held = await Source.ReadAsync();
        await CaptureAsync(backup);
        await Source.BreakLogAsync();
        await Source.TransferAsync(_random);

        await Assert.ThrowsAnyAsync<DatabaseLogBrokenException>(() => CaptureAsync(backup));

        await RestoreAsync(backup);
        await ReplayAsync(backup, LogEnd.OfLog);
        Assert.Equal(held, await Target.ReadAsync());
        var next = await BackUpAsync();
        await Source.TransferAsync(_random);
        await CaptureAsync(next, stream: StreamOf("next"));
    }

    [ContractFact]
    public async Task What_is_folded_and_trimmed_still_serves_the_backups_that_are_kept()
    {
        var dropped = await BackUpAsync();
        await Source.TransferAsync(_random);
        await CaptureAsync(dropped);
        await Source.TransferAsync(_random);
        var kept = await BackUpAsync();
        await Source.TransferAsync(_random);
        await CaptureAsync(dropped);

        await Log.TrimAsync(vault.Repository, StreamOf(), kept.Position, default);
        await Log.FoldAsync(vault.Repository, StreamOf(), DateTimeOffset.UtcNow, default);
        await Source.TransferAsync(_random);
        await CaptureAsync(dropped);

        await RestoreAsync(kept);
        await ReplayAsync(kept, LogEnd.OfLog);
        Assert.Equal(await Source.ReadAsync(), await Target.ReadAsync());
        Assert.Empty((await VerifyReplayAsync(kept)).Differences);
        var gone = await Assert.ThrowsAsync<MeshException>(() => ReplayAsync(dropped, LogEnd.OfLog));
        Assert.Equal("log-does-not-cover", gone.Code);

        await Log.RemoveAsync(vault.Repository, StreamOf(), default);
        Assert.Null(await Log.FindCutAsync(
            vault.Repository, StreamOf(), kept.Position, LogEnd.OfLog, default));
    }

    private static string StreamOf([CallerMemberName] string test = "") => test;

    // Sessions end a moment after their connections are closed.
    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!await condition())
        {
            await Task.Delay(10, limit.Token);
        }
    }

    private async Task FailsAsync(string code, Task work) =>
        Assert.Equal(Word + code, (await Assert.ThrowsAsync<MeshException>(() => work)).Code);

    private async Task<DatabaseBackup> BackUpAsync(
        Action<WriteCounters>? counters = null,
        DatabaseLogin? login = null,
        BackupOptions? options = null,
        CancellationToken stop = default)
    {
        await using var writer = vault.Repository.CreateWriter(
            new BlobWriterOptions { VerifyOnWrite = true });
        var backup = await Engine.BackupAsync(
            login ?? Source.Login, vault.Repository, writer, options ?? new BackupOptions(), stop);
        await writer.FlushAsync(CancellationToken.None);
        counters?.Invoke(writer.Counters);
        return backup;
    }

    private Task<DatabaseRestore> RestoreAsync(
        DatabaseBackup backup,
        RestoreMode mode = RestoreMode.Refuse,
        string? databases = null,
        CancellationToken stop = default) => Engine.RestoreAsync(
            Target.Login,
            vault.Repository,
            backup.Tree,
            new RestoreOptions { Mode = mode, Databases = databases is null ? [] : [databases] },
            stop);

    private Task<IReadOnlyList<TableMismatch>> CompareAsync(
        DatabaseBackup backup, params string[] databases) =>
        Engine.VerifyAsync(
            Target.Login,
            vault.Repository,
            backup.Tree,
            new RestoreOptions { Databases = databases },
            CancellationToken.None);

    private Task<CapturedLog> CaptureAsync(
        DatabaseBackup backup, TimeSpan? span = null, [CallerMemberName] string stream = "") =>
        Log.CaptureAsync(Source.Login, vault.Repository, stream, backup.Position, span, default)
            .WaitAsync(Long);

    private Task<ReplayedLog> ReplayAsync(
        DatabaseBackup backup,
        LogEnd end,
        [CallerMemberName] string stream = "",
        TimeSpan? span = null) => Log.ReplayAsync(
            Target.Login,
            vault.Repository,
            stream,
            backup.Position,
            end,
            span ?? Long,
            new TransferProgress(),
            CancellationToken.None);

    private async Task<LogVerification> VerifyReplayAsync(
        DatabaseBackup backup, [CallerMemberName] string stream = "") =>
        (await Log.VerifyAsync(
            Target.Login, vault.Repository, backup.Tree, stream, backup.Position, 2, default))!;
}

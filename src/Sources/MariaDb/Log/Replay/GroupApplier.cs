using System.Globalization;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Replay;

/// <summary>Applies groups to one target, each once, whatever dies in between.</summary>
internal sealed class GroupApplier(
    ServerConnection target, string stream, ReplayState state, ReplayOptions options)
{
    private readonly StatementRunner _statements = new(target);
    private byte[] _described = [];
    private int _largestStatement;
    private LogGroup? _last;
    private int _waiting;
    private long _waitingBytes;
    private string _pending = state.Pending;

    /// <summary>The newest group that is committed.</summary>
    public LogGroup? Committed { get; private set; }

    /// <summary>How many are committed.</summary>
    public long Groups { get; private set; }

    public async Task ApplyAsync(LogGroup group, CancellationToken cancellationToken)
    {
        GroupKind.RequireKnown(group);
        if (!_described.AsSpan().SequenceEqual(group.FileHeader))
        {
            await FlushAsync(cancellationToken);
            await DescribeAsync(group, cancellationToken);
        }

        if (_pending.Length > 0 || !GroupKind.IsTransaction(group))
        {
            await FlushAsync(cancellationToken);
            await ApplyAloneAsync(group, cancellationToken);
            return;
        }

        if (_waiting == 0)
        {
            await target.ExecuteAsync("BEGIN", cancellationToken);
        }

        await ApplyEventsAsync(group, static _ => true, cancellationToken);
        _last = group;
        _waiting++;
        _waitingBytes += group.Events.Sum(each => (long)each.Bytes.Length);
        if (_waiting >= options.GroupsPerCommit || _waitingBytes >= options.BytesPerCommit)
        {
            await FlushAsync(cancellationToken);
        }
    }

    /// <summary>Commits what was applied, with the position.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_waiting == 0)
        {
            return;
        }

        await CommitAsync(_last!, _waiting, cancellationToken);
        (_waiting, _waitingBytes) = (0, 0);
    }

    private async Task CommitAsync(LogGroup group, int count, CancellationToken cancellationToken)
    {
        await target.ExecuteAsync(
            ReplayState.Applied(stream, group.To, group.Gtid.ToString()), cancellationToken);
        await target.ExecuteAsync("COMMIT", cancellationToken);
        Committed = group;
        Groups += count;
    }

    // What commits by itself cannot share a transaction with its position: the row tells before and after.
    private async Task ApplyAloneAsync(LogGroup group, CancellationToken cancellationToken)
    {
        var isDone = _pending.Length > 0
            ? await WasDoneAsync(group, cancellationToken)
            : await AnnounceAsync(group, cancellationToken);
        if (!isDone)
        {
            var alone = GroupKind.Statements(group).Where(each => !GroupKind.IsOfSavepoint(each));
            foreach (var statement in alone)
            {
                await _statements.RunAsync(
                    statement, $"transaction {group.Gtid} at {group.From}", cancellationToken);
            }

            await _statements.ResetAsync(cancellationToken);
        }

        await target.ExecuteAsync("BEGIN", cancellationToken);
        await ApplyEventsAsync(group, GroupKind.IsOfSavepoint, cancellationToken);
        if (GroupKind.EndsWithRollback(group))
        {
            await target.ExecuteAsync("ROLLBACK", cancellationToken);
            await target.ExecuteAsync("BEGIN", cancellationToken);
        }

        await CommitAsync(group, 1, cancellationToken);
        _pending = "";
    }

    private async Task<bool> AnnounceAsync(LogGroup group, CancellationToken cancellationToken)
    {
        var shows = GroupKind.ShowsInSchema(group);
        var print = shows ? await SchemaPrint.TakeAsync(target, cancellationToken) : "";
        await target.ExecuteAsync(
            ReplayState.Begins(stream, group.Gtid.ToString(), print), cancellationToken);
        return false;
    }

    private async Task<bool> WasDoneAsync(LogGroup group, CancellationToken cancellationToken)
    {
        if (_pending != group.Gtid.ToString() || state.Print.Length == 0)
        {
            throw new MeshException("replay-in-doubt", $"transaction {_pending} of log {stream}",
                "the replay was interrupted in it, and it is one that cannot be rolled back (a table without transactions)",
                "restore the full backup again and replay from there");
        }

        return await SchemaPrint.TakeAsync(target, cancellationToken) != state.Print;
    }

    private async Task ApplyEventsAsync(
        LogGroup group, Func<LogEvent, bool> runs, CancellationToken cancellationToken)
    {
        var subject = $"transaction {group.Gtid} at {group.From}";
        var rows = new RowStatements(options.BytesPerStatement, _largestStatement, subject);
        try
        {
            foreach (var each in group.Events)
            {
                if (each.Type == EventType.TableMap || each.Type.IsRows())
                {
                    foreach (var statement in rows.Add(each))
                    {
                        await target.ExecuteAsync(statement, cancellationToken);
                    }
                }
                else if (each.Type == EventType.Query
                    && QueryEvent.Parse(each) is { IsCommit: false, IsRollback: false } && runs(each))
                {
                    await _statements.RunAsync(each, subject, cancellationToken);
                    await _statements.ResetAsync(cancellationToken);
                }
            }
        }
        catch (ServerErrorException error) when (!error.MayPass)
        {
            throw new MeshException("replay-failed", subject, error.Cause,
                "the target is not in the state that the log goes on from: restore the full backup again",
                innerException: error);
        }
    }

    private async Task DescribeAsync(LogGroup group, CancellationToken cancellationToken)
    {
        var limit = (await target.QueryAsync("SELECT @@max_allowed_packet", cancellationToken))[0][0]!;
        _largestStatement = int.Parse(limit, CultureInfo.InvariantCulture);
        await target.ExecuteAsync(RowStatements.Describe(group.FileHeader), cancellationToken);
        _described = group.FileHeader;
    }
}

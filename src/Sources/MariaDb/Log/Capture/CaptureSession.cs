using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Segments;
using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Capture;

/// <summary>From one connection to its end: finds the place to go on, reads, stores.</summary>
internal sealed class CaptureSession(
    SegmentStore store,
    MariaDbAddress source,
    LogCaptureOptions options,
    TimeProvider time,
    LogCaptureStatus status)
{
    private const int SilentHeartbeats = 3;

    private readonly string _subject = $"log {store.Stream} of {source}";

    private readonly BinlogStreamOptions _streamOptions = new(
        options.ClientServerId ?? IdOf(store.Stream), options.Heartbeat, options.UntilEnd);

    private LogSegment? _tail;
    private uint _serverId;
    private long _firstPending;

    /// <summary>Ends only with an exception, or at the log's end where the options ask for that.</summary>
    public async Task RunAsync(LogStart start, CancellationToken cancellationToken)
    {
        _tail = await store.FindTailAsync(cancellationToken);
        if (_tail is not null)
        {
            status.Found(_tail);
        }
        else
        {
            // What is before is in the full backup.
            status.Rpo.Stored(start.Gtids);
        }

        await using var connection = await ServerConnection.OpenAsync(source, time, cancellationToken);
        var from = await FindPlaceAsync(connection, start, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var poll = options.UntilEnd ? Task.CompletedTask : PollAsync(stop.Token);
        try
        {
            await PumpAsync(connection, from, poll, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await poll.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<CapturePoint> FindPlaceAsync(
        ServerConnection connection, LogStart start, CancellationToken cancellationToken)
    {
        var log = await SourceLog.AskAsync(connection, _subject, cancellationToken);
        _serverId = log.ServerId;
        if (_tail is null)
        {
            log.Require(start.Position);
            return await BeginAsync(start, cancellationToken);
        }

        log.RequireSameServer(_tail);
        var content = await store.ReadAsync(_tail, cancellationToken);
        var lastEvent = content[(int)(_tail.LastEvent - _tail.Start)..];
        var last = LogEvent.Read(lastEvent, _tail.ToString());
        var gtids = GtidPosition.Parse(_tail.Position);
        if (!log.Has(_tail.File) && last.Type == EventType.Rotate)
        {
            // We have that file to its end, so it may be gone.
            var next = new LogPosition(RotateEvent.Parse(last).File, EventReader.Magic.Length);
            log.Require(next);
            return new CapturePoint(next, [], gtids, Continues: true);
        }

        log.Require(_tail.To);
        var again = Math.Max(_tail.Start, EventReader.Magic.Length);
        return new CapturePoint(
            new LogPosition(_tail.File, again), _tail.FileHeader, gtids, Continues: true)
        {
            Overlap = content[(int)(again - _tail.Start)..],
            Open = _tail.OpenGroup is { } open ? new GtidEvent(open, (GtidFlags)_tail.OpenGroupFlags) : null,
        };
    }

    private async Task<CapturePoint> BeginAsync(LogStart start, CancellationToken cancellationToken)
    {
        var first = EventReader.Magic.Length;
        if (start.Position.Offset <= first)
        {
            var begin = start.Position with { Offset = first };
            return new CapturePoint(begin, [], GtidPosition.Empty, Continues: false);
        }

        await using var connection = await ServerConnection.OpenAsync(source, time, cancellationToken);
        var header = await SourceLog.ReadFileHeaderAsync(
            connection, start.Position.File, _streamOptions, _subject, cancellationToken);
        return new CapturePoint(start.Position, header, start.Gtids, Continues: false);
    }

    private async Task PumpAsync(
        ServerConnection connection, CapturePoint from, Task poll, CancellationToken cancellationToken)
    {
        var assembler = new LogAssembler(_subject, from);
        if (from.Position.Offset > uint.MaxValue)
        {
            throw new MeshException("log-file-too-large", $"{_subject}, {from.Position}",
                "the protocol cannot ask for positions behind 4 GiB", "make a full backup after FLUSH BINARY LOGS");
        }

        var log = await BinlogStream.StartAsync(
            connection, from.Position.File, (uint)from.Position.Offset, _streamOptions, cancellationToken);
        status.Problem = "";
        var next = log.ReadAsync(cancellationToken).AsTask();
        var heard = time.GetTimestamp();
        while (true)
        {
            if (!next.IsCompleted)
            {
                await WaitAsync(next, Patience(assembler, heard), cancellationToken);
            }

            if (next.IsCompleted)
            {
                if (await ReceiveAsync(next, assembler) is not { } bytes)
                {
                    assembler.Cut();
                    await StoreAsync(assembler, cancellationToken);
                    return;
                }

                heard = time.GetTimestamp();
                _firstPending = assembler.PendingBytes == 0 ? heard : _firstPending;
                assembler.Take(bytes);
                next = log.ReadAsync(cancellationToken).AsTask();
            }
            else if (time.GetElapsedTime(heard) >= SilentHeartbeats * options.Heartbeat)
            {
                throw new ConnectionLostException(_subject, "the server does not even send heartbeats");
            }

            await SealWhereDueAsync(assembler, cancellationToken);
            if (poll.IsFaulted)
            {
                await poll;
            }
        }
    }

    private async Task<ReadOnlyMemory<byte>?> ReceiveAsync(
        Task<ReadOnlyMemory<byte>?> next, LogAssembler assembler)
    {
        try
        {
            return await next;
        }
        catch (ServerErrorException error) when (error.Number == ServerErrorException.CannotReadLog
            && assembler.AwaitsOverlap)
        {
            throw new LogBrokenException(LogBreak.Replaced, _subject,
                $"at {_tail!.To} the server has nothing that it can read: {error.Cause}");
        }
    }

    private TimeSpan Patience(LogAssembler assembler, long heard)
    {
        var silent = SilentHeartbeats * options.Heartbeat - time.GetElapsedTime(heard);
        var due = options.SealAfter - time.GetElapsedTime(_firstPending);
        var wait = assembler.PendingBytes > 0 && assembler.AtBoundary && due < silent ? due : silent;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private async Task WaitAsync(Task next, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(next, Task.Delay(limit, time, either.Token));
        await either.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task SealWhereDueAsync(LogAssembler assembler, CancellationToken cancellationToken)
    {
        var isDue = assembler.PendingBytes >= options.SealBytes
            || (assembler.PendingBytes > 0 && time.GetElapsedTime(_firstPending) >= options.SealAfter);
        if ((isDue && assembler.AtBoundary) || assembler.PendingBytes >= options.LargestRange)
        {
            assembler.Cut();
        }

        await StoreAsync(assembler, cancellationToken);
    }

    private async Task StoreAsync(LogAssembler assembler, CancellationToken cancellationToken)
    {
        while (assembler.Ready.TryDequeue(out var draft))
        {
            _tail = await store.PutAsync(draft, _tail, _serverId, cancellationToken);
            status.Stored(_tail);
        }
    }

    // On a connection of its own, since the log's takes no more questions.
    private async Task PollAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ServerConnection.OpenAsync(source, time, cancellationToken);
        var last = _tail is null ? GtidPosition.Empty : GtidPosition.Parse(_tail.Position);
        while (true)
        {
            var asked = time.GetTimestamp();
            var rows = await connection.QueryAsync("SELECT @@gtid_binlog_pos", cancellationToken);
            var position = GtidPosition.Parse(rows[0][0] ?? "");
            if (!position.Covers(last))
            {
                // Any position of ours would cover what it says now.
                throw new LogBrokenException(LogBreak.Reset, _subject,
                    $"the server is at '{position}', after it was at '{last}'");
            }

            last = position;
            status.Rpo.Polled(asked, position);
            await Task.Delay(options.PollEvery, time, cancellationToken);
        }
    }

    // The server ends the older of two streams with one id, so logs of other names must differ.
    private static uint IdOf(string stream) =>
        stream.Aggregate(2_166_136_261u, (hash, letter) => (hash ^ letter) * 16_777_619) | 0x4000_0000;
}

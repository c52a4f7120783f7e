using System.Runtime.CompilerServices;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Log;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Lost;

/// <summary>
/// A server's own binary log from where the transactions begin that another server lacks. Nothing may write
/// to the server. Each reading gives the same groups.
/// </summary>
/// <remarks>The account needs REPLICATION SLAVE and BINLOG MONITOR.</remarks>
internal sealed class LostLog
{
    // Of all replicas of the server, ours alone must have this id.
    private static readonly BinlogStreamOptions Asking =
        new(0x4D52_4543, TimeSpan.FromSeconds(10), UntilEnd: true);

    private readonly MariaDbAddress _address;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<string> _files;
    private readonly IReadOnlyList<LostRange> _wanted;
    private readonly int _first;

    private LostLog(
        MariaDbAddress address,
        TimeProvider time,
        IReadOnlyList<string> files,
        IReadOnlyList<LostRange> wanted,
        int first)
    {
        (_address, _time, _files, _wanted, _first) = (address, time, files, wanted, first);
    }

    /// <summary>What of the wanted is not in the log any more.</summary>
    public IReadOnlyList<LostRange> Purged { get; private init; } = [];

    /// <summary>The newest of each domain and server before the log's first group.</summary>
    public IReadOnlyList<Gtid> Before { get; private init; } = [];

    /// <summary>Finds the newest file before whose first group none of the wanted is.</summary>
    /// <exception cref="Domain.Errors.MeshException">The server could not be asked.</exception>
    public static async Task<LostLog> FindAsync(
        MariaDbAddress address,
        IReadOnlyList<LostRange> wanted,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<string> files;
        await using (var connection = await ServerConnection.OpenAsync(address, time, cancellationToken))
        {
            var rows = await connection.QueryAsync("SHOW BINARY LOGS", cancellationToken);
            files = [.. rows.Select(row => row[0]!)];
        }

        for (var first = files.Count - 1; ; first--)
        {
            var log = await At(new LostLog(address, time, files, wanted, first), cancellationToken);
            if (log.Purged.Count == 0 || first == 0)
            {
                return log;
            }
        }
    }

    /// <summary>The same from one file earlier; null where there is none.</summary>
    public async Task<LostLog?> EarlierAsync(CancellationToken cancellationToken) => _first == 0
        ? null
        : await At(new LostLog(_address, _time, _files, _wanted, _first - 1), cancellationToken);

    public bool IsLost(Gtid gtid) => _wanted.Any(range => range.Contains(gtid));

    /// <summary>All whole groups from there to the log's end, lost or not.</summary>
    /// <exception cref="DamagedLogException">The log is damaged, or without checksums.</exception>
    public async IAsyncEnumerable<LogGroup> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var tracker = new GroupTracker();
        var events = new List<LogEvent>();
        byte[] header = [];
        var (file, from) = (_files[_first], 0L);
        await foreach (var next in EventsAsync(cancellationToken))
        {
            if (next.Type == EventType.FormatDescription)
            {
                // What a crash cut off has no end, and no effect.
                tracker.Abandon();
                header = [.. EventReader.Magic, .. next.Bytes.Span];
            }
            else if (next.Type == EventType.Rotate)
            {
                file = Named(() => RotateEvent.Parse(next).File, file);
            }

            if (next.Type == EventType.Gtid)
            {
                (events, from) = ([], next.Header.EndPosition - next.Header.Size);
            }

            var ends = Named(() => tracker.Take(next), file);
            if (ends || tracker.IsOpen)
            {
                events.Add(next);
            }

            if (ends)
            {
                yield return new LogGroup(
                    tracker.Group!, events[0].Header.Timestamp, new LogPosition(file, from),
                    new LogPosition(file, next.Header.EndPosition), header, events);
            }
        }
    }

    private static async Task<LostLog> At(LostLog log, CancellationToken cancellationToken)
    {
        var before = await log.HeadAsync(cancellationToken);
        return new LostLog(log._address, log._time, log._files, log._wanted, log._first)
        {
            Before = before,
            Purged =
            [
                .. log._wanted.SelectMany(range => before
                    .Where(gtid => gtid.Domain == range.Domain && gtid.Server == range.Server
                        && gtid.Sequence >= range.First)
                    .Select(gtid => range with { Last = Math.Min(range.Last, gtid.Sequence) })),
            ],
        };
    }

    // A file begins with a list of the newest before it.
    private async Task<IReadOnlyList<Gtid>> HeadAsync(CancellationToken cancellationToken)
    {
        await foreach (var next in EventsAsync(cancellationToken))
        {
            if (next.Type == EventType.GtidList)
            {
                return Named(() => GtidListEvent.Parse(next).Gtids, _files[_first]);
            }

            if (next.Type == EventType.Gtid)
            {
                break;
            }
        }

        return [];
    }

    // What the server makes up for this connection is left out, but for the names of files.
    private async IAsyncEnumerable<LogEvent> EventsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await ServerConnection.OpenAsync(_address, _time, cancellationToken);
        var log = await BinlogStream.StartAsync(
            connection, _files[_first], (uint)EventReader.Magic.Length, Asking, cancellationToken);
        while (await log.ReadAsync(cancellationToken) is { } bytes)
        {
            var next = LogEvent.Read(bytes.ToArray(), $"log of {_address}");
            var isMadeUp = next.Type == EventType.Heartbeat
                || (next.Header.Flags & EventHeader.Artificial) != 0;
            if (!isMadeUp || next.Type == EventType.Rotate)
            {
                yield return next;
            }
        }
    }

    private T Named<T>(Func<T> parse, string file)
    {
        try
        {
            return parse();
        }
        catch (FormatException error)
        {
            throw new DamagedLogException($"{file} of {_address}", error.Message, error);
        }
    }
}

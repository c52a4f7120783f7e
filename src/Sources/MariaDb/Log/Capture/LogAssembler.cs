using System.Buffers;
using System.Buffers.Binary;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Segments;

namespace Mesh.Sources.MariaDb.Log.Capture;

/// <summary>
/// Makes ranges out of the events that a server sends: checks that each follows on the one before without a
/// gap, leaves out those that are in no file, and knows where a range may end. Does no I/O.
/// </summary>
internal sealed class LogAssembler
{
    private readonly string _subject;
    private readonly GroupTracker _tracker = new();
    private readonly HashSet<uint> _domains;
    private readonly bool _continues;
    private ArrayBufferWriter<byte> _pending = new();
    private List<(Gtid, uint)> _begun = [];
    private ReadOnlyMemory<byte> _overlap;
    private byte[] _fileHeader;
    private GtidPosition _gtids;
    private string _file;
    private long _end;
    private long _start;
    private long _lastEvent;
    private int _groups;

    public LogAssembler(string subject, CapturePoint from)
    {
        _subject = subject;
        _file = from.Position.File;
        _end = from.Position.Offset;
        _fileHeader = from.FileHeader;
        _gtids = from.Gtids;
        _domains = [.. from.Gtids.Domains];
        _overlap = from.Overlap;
        _continues = from.Continues;
        if (from.Open is not null)
        {
            _tracker.Reopen(from.Open);
            _domains.Add(from.Open.Gtid.Domain);
        }
    }

    /// <summary>Ranges that are complete, in order; whoever stores them takes them out.</summary>
    public Queue<SegmentDraft> Ready { get; } = new();

    /// <summary>Bytes that are in no range yet.</summary>
    public int PendingBytes => _pending.WrittenCount;

    /// <summary>Whether the pending bytes end with a whole group.</summary>
    public bool AtBoundary => !_tracker.IsOpen;

    /// <summary>Whether events that we have already have not all come yet.</summary>
    public bool AwaitsOverlap => !_overlap.IsEmpty;

    /// <summary>Takes the next event that the server sent; copies what it keeps.</summary>
    /// <exception cref="DamagedLogException">It is damaged, or does not follow on the one before.</exception>
    /// <exception cref="LogBrokenException">This log cannot be followed any further.</exception>
    public void Take(ReadOnlyMemory<byte> bytes)
    {
        var next = LogEvent.Read(bytes, _subject);
        try
        {
            if (next.Type == EventType.StartEncryption)
            {
                throw new DamagedLogException(_subject,
                    "the server encrypts its log (encrypt_binlog), which can be copied neither exactly nor whole");
            }

            if (next.Type == EventType.Heartbeat)
            {
                return;
            }

            if (next.Header.EndPosition == 0 || (next.Header.Flags & EventHeader.Artificial) != 0)
            {
                TakeArtificial(next);
            }
            else
            {
                TakeReal(next);
            }
        }
        catch (FormatException error)
        {
            throw new DamagedLogException($"{_subject} at {_file}:{_end}", error.Message, error);
        }
    }

    /// <summary>Ends the pending range here, in the middle of a group if need be.</summary>
    public void Cut()
    {
        if (PendingBytes == 0)
        {
            return;
        }

        Ready.Enqueue(new SegmentDraft
        {
            File = _file,
            Start = _start,
            LastEvent = _lastEvent,
            Content = _pending.WrittenMemory,
            FileHeader = _fileHeader,
            Begun = _begun,
            Groups = _groups,
            Position = _gtids,
            Open = _tracker.IsOpen ? _tracker.Group : null,
        });
        _pending = new ArrayBufferWriter<byte>();
        _begun = [];
        _groups = 0;
    }

    private void TakeArtificial(in LogEvent next)
    {
        if (next.Type == EventType.Rotate)
        {
            var rotate = RotateEvent.Parse(next);
            if (rotate.File != _file)
            {
                BeginFile(rotate.File);
            }
        }
        else if (next.Type == EventType.FormatDescription)
        {
            RequireChecksums(next);
            if (_fileHeader.Length > 0 && !IsSameFile(next.Bytes.Span))
            {
                throw Broken(LogBreak.Replaced, "the file of this name is not the one that was read before");
            }
        }
    }

    private void BeginFile(string file)
    {
        if (!LogFileName.Follows(_file, file))
        {
            var back = LogFileName.NumberOf(file) <= LogFileName.NumberOf(_file);
            throw Broken(back ? LogBreak.Reset : LogBreak.Purged, $"the server goes on with {file}");
        }

        if (AwaitsOverlap)
        {
            throw Broken(LogBreak.Replaced, $"it ends at offset {_end}, more of it was read before");
        }

        // A group that is open at a file's end was cut off by a crash; no replica would see it either.
        _tracker.Abandon();
        Cut();
        (_file, _end, _fileHeader) = (file, EventReader.Magic.Length, []);
    }

    private void TakeReal(in LogEvent next)
    {
        var end = _end + next.Header.Size;
        if (unchecked((uint)end) != next.Header.EndPosition)
        {
            throw AwaitsOverlap
                ? Broken(LogBreak.Replaced, $"at offset {_end} no event begins that we know")
                : new DamagedLogException($"{_subject} at {_file}:{_end}",
                    $"an event of {next.Header.Size} bytes ends at {next.Header.EndPosition}: bytes are missing");
        }

        if (AwaitsOverlap)
        {
            // An event alone may be the same by chance: a commit says little of what it commits.
            if (!_overlap.Span.StartsWith(next.Bytes.Span))
            {
                throw Broken(
                    LogBreak.Replaced, $"at offset {_end} stands another event than was read before");
            }

            (_overlap, _end) = (_overlap[next.Bytes.Length..], end);
            return;
        }

        Inspect(next);
        Append(next);
        _end = end;
        if (_tracker.Take(next))
        {
            _groups++;
            _gtids = _gtids.With(_tracker.Group!.Gtid);
        }
    }

    private void Inspect(in LogEvent next)
    {
        switch (next.Type)
        {
            case EventType.FormatDescription:
                RequireChecksums(next);
                _fileHeader = [.. EventReader.Magic, .. next.Bytes.Span];
                break;
            case EventType.GtidList:
                TakeList(GtidPosition.Of(GtidListEvent.Parse(next).Gtids));
                break;
            case EventType.Gtid:
                Check(GtidEvent.Parse(next).Gtid);
                _begun.Add((GtidEvent.Parse(next).Gtid, next.Header.Timestamp));
                break;
            case EventType.Incident:
                throw Broken(LogBreak.Incident, $"at offset {_end} the server notes that changes are missing");
        }
    }

    private void TakeList(GtidPosition list)
    {
        if (_continues || _gtids.Domains.Count > 0)
        {
            if (list.ToString() != _gtids.ToString())
            {
                throw Broken(LogBreak.Replaced, $"it begins at GTID '{list}', what we hold ends at '{_gtids}'");
            }

            return;
        }

        _gtids = list;
        _domains.UnionWith(list.Domains);
    }

    private void Check(Gtid gtid)
    {
        if (_domains.Count == 0)
        {
            _domains.Add(gtid.Domain);
        }

        if (!_domains.Contains(gtid.Domain))
        {
            throw Broken(LogBreak.DomainSwitched,
                $"transaction {gtid} is of a GTID domain that the log did not have ({string.Join(", ", _domains)})");
        }

        if (_gtids.Latest(gtid.Domain) is { } latest && latest.Sequence >= gtid.Sequence)
        {
            throw Broken(LogBreak.OutOfOrder, $"transaction {gtid} comes behind {latest}");
        }
    }

    private void Append(in LogEvent next)
    {
        if (PendingBytes == 0)
        {
            _start = _end;
        }

        if (next.Type == EventType.FormatDescription && _end == EventReader.Magic.Length)
        {
            _start = 0;
            _pending.Write(EventReader.Magic);
        }

        _lastEvent = _end;
        _pending.Write(next.Bytes.Span);
    }

    private void RequireChecksums(in LogEvent next)
    {
        if (!FormatDescription.Parse(next).HasChecksums)
        {
            throw new DamagedLogException($"{_subject}, {_file}",
                "its events carry no checksums; SET GLOBAL binlog_checksum = CRC32 mends that from the next file on");
        }
    }

    // Sent in front of a later position, a format description lacks its place and the server's start time.
    private bool IsSameFile(ReadOnlySpan<byte> sent)
    {
        const int createdOffset = EventHeader.Length + 2 + 50;
        var known = _fileHeader.AsSpan(EventReader.Magic.Length);
        return known.Length == sent.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(known) == BinaryPrimitives.ReadUInt32LittleEndian(sent)
            && known[5..9].SequenceEqual(sent[5..9])
            && known[EventHeader.Length..createdOffset]
                .SequenceEqual(sent[EventHeader.Length..createdOffset]);
    }

    private LogBrokenException Broken(LogBreak reason, string cause) => new(reason, $"{_subject}, {_file}", cause);
}

using System.IO.Hashing;
using System.Text;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Xunit;
using Xunit.Abstractions;

namespace Mesh.Tests.MariaDb.Log.Events;

/// <summary>What a server wrote is read as it was meant; whatever else is refused by the one declared
/// exception.</summary>
public sealed class EventTests(ITestOutputHelper output)
{
    private const int ShortFuzz = 3_000;
    private const int LongFuzz = 300_000;

    [MariaDbFact]
    public async Task A_servers_own_file_is_read_to_its_end_in_whole_groups()
    {
        await using var server = await MariaDbServer.StartAsync();
        var file = await SampleLog.WriteAsync(server);
        var tracker = new GroupTracker();
        var groups = new List<GtidEvent>();
        var position = 4u;

        foreach (var each in EventReader.Read(file, "file"))
        {
            position += each.Header.Size;
            Assert.Equal(position, each.Header.EndPosition);
            if (tracker.Take(each))
            {
                groups.Add(tracker.Group!);
            }
        }

        Assert.Equal(file.Length, (int)position);
        Assert.False(tracker.IsOpen);
        Assert.Equal(
            Enumerable.Range(1, groups.Count).Select(i => $"0-1-{i}"), groups.Select(g => $"{g.Gtid}"));
        Assert.Equal(14, groups.Count);
        Assert.Contains(groups, group => group.Flags.HasFlag(GtidFlags.PreparedXa));
    }

    [MariaDbFact]
    public async Task The_inside_of_events_says_what_was_done()
    {
        await using var server = await MariaDbServer.StartAsync();
        var file = await SampleLog.WriteAsync(server);
        var parsed = EventReader.Read(file, "file").Select(each => EventParser.Parse(each, "file")).ToList();
        var second = EventReader.Read(
            await File.ReadAllBytesAsync(Path.Combine(server.DataFolder, "binlog.000002")), "file");

        var map = parsed.OfType<TableMapEvent>().First();
        Assert.Equal(("d", "t"), (map.Database, map.Table));
        Assert.Equal(["a", "b", "c"], map.ColumnNames);
        Assert.Equal([0, 1], map.PrimaryKey);
        Assert.Equal("INSERT INTO d.t VALUES (1, 'x', 1.5), (2, 'ÿ', NULL)", parsed.OfType<AnnotateEvent>().First().Statement);
        var rows = parsed.OfType<RowsEvent>().First();
        Assert.Equal(
            (3, map.TableId, RowsEvent.EndOfStatement), (rows.ColumnCount, rows.TableId, rows.Flags));
        Assert.Equal("binlog.000002", parsed.OfType<RotateEvent>().Single().File);
        var format = parsed.OfType<FormatDescription>().Single();
        Assert.Contains("MariaDB", format.ServerVersion, StringComparison.Ordinal);
        Assert.True(format.HasChecksums);
        var truncate = parsed.OfType<QueryEvent>()
            .Single(query => Encoding.UTF8.GetString(query.Statement.Span) == "TRUNCATE d.u");
        var status = QueryStatus.Parse(truncate.Status.Span);
        Assert.Equal((ushort)8, status.Collations!.Value.Client);
        Assert.NotNull(status.SqlMode);
        Assert.Equal("0-1-14", Assert.Single(second.Select(each => EventParser.Parse(each, "file"))
            .OfType<GtidListEvent>().Single().Gtids).ToString());
        Assert.Contains(second.Select(each => EventParser.Parse(each, "file")).OfType<GtidEvent>(),
            gtid => gtid.Gtid.Domain == 7);
    }

    [MariaDbFact]
    public Task Damaged_bytes_are_never_accepted_and_nothing_else_breaks() => FuzzAsync(ShortFuzz);

    [MariaDbFact]
    [Trait("Category", "Long")]
    public Task Damaged_bytes_are_never_accepted_for_long() => FuzzAsync(LongFuzz);

    private async Task FuzzAsync(int rounds)
    {
        await using var server = await MariaDbServer.StartAsync();
        var events = EventReader.Read(await SampleLog.WriteAsync(server), "file").ToList();
        var random = Seed.NewRandom(output);
        var refused = 0;
        for (var round = 0; round < rounds; round++)
        {
            var original = events[random.Next(events.Count)].Bytes.ToArray();
            var damaged = Damage(original, random);
            if (damaged.AsSpan().SequenceEqual(original) || OnlyInUseFlag(original, damaged))
            {
                continue;
            }

            Assert.Throws<DamagedLogException>(() => EventReader.Read(damaged, "fuzz").ToList());

            // With a checksum that fits, the inside itself must hold.
            refused += Parses(Signed(damaged)) ? 0 : 1;
        }

        Assert.InRange(refused, rounds / 100, rounds);
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        var bytes = random.Next(4) switch
        {
            0 when original.Length > 24 => original[..random.Next(1, original.Length)],
            1 => [.. original, .. new byte[random.Next(1, 40)]],
            _ => (byte[])original.Clone(),
        };
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    private static bool OnlyInUseFlag(byte[] original, byte[] damaged)
    {
        var cleared = (byte[])damaged.Clone();
        if (cleared.Length == original.Length)
        {
            cleared[EventHeader.FlagsOffset] ^= (byte)EventHeader.InUse;
        }

        return cleared.AsSpan().SequenceEqual(original);
    }

    private static byte[] Signed(byte[] bytes)
    {
        if (bytes.Length < EventHeader.Length + LogEvent.ChecksumSize)
        {
            return bytes;
        }

        BitConverter.TryWriteBytes(bytes.AsSpan(9), bytes.Length);
        bytes[EventHeader.FlagsOffset] &= 0xFE;
        BitConverter.TryWriteBytes(
            bytes.AsSpan(bytes.Length - 4), Crc32.HashToUInt32(bytes.AsSpan(0, bytes.Length - 4)));
        return bytes;
    }

    private static bool Parses(byte[] bytes)
    {
        try
        {
            foreach (var each in EventReader.Read(bytes, "fuzz"))
            {
                EventParser.Parse(each, "fuzz");
            }

            return true;
        }
        catch (DamagedLogException)
        {
            return false;
        }
    }
}

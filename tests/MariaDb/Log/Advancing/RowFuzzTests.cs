using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Fingerprints;
using Mesh.Sources.MariaDb.Log.Advancing.Rows;
using Mesh.Sources.MariaDb.Log.Advancing.Tables;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Xunit;
using Xunit.Abstractions;

namespace Mesh.Tests.MariaDb.Log.Advancing;

/// <summary>Whatever bytes come as rows or as descriptions of tables: they are read, or refused as what they
/// are.</summary>
public sealed class RowFuzzTests(ITestOutputHelper output)
{
    [MariaDbFact]
    public Task No_bytes_of_rows_break_the_reader() => FuzzAsync(5_000);

    [MariaDbFact]
    [Trait("Category", "Long")]
    public Task No_bytes_of_rows_break_the_reader_for_long() => FuzzAsync(2_000_000);

    private async Task FuzzAsync(int rounds)
    {
        var random = Seed.NewRandom(output);
        await using var server = await MariaDbServer.StartAsync();
        var rows = new EveryColumn(random);
        await server.SqlAsync("SET sql_mode=''; CREATE DATABASE d; USE d; " + EveryColumn.Create("fresh")
            + "SET GLOBAL mysql56_temporal_format=OFF; " + EveryColumn.Create("old")
            + string.Concat(Enumerable.Range(0, 20).Select(_ => rows.Change("fresh")))
            + "INSERT INTO old SELECT * FROM fresh; UPDATE old SET t0 = 5; DELETE FROM old;");
        await using var session = await MariaDbSession.OpenAsync(server.Login(), default);
        var target = await TargetSchema.ReadAsync(session, default);
        var file = await File.ReadAllBytesAsync(Path.Combine(server.DataFolder, "binlog.000001"));
        var events = EventReader.Read(file, "file").ToList();
        var maps = events.Where(each => each.Type == EventType.TableMap)
            .Select(each => TableMapEvent.Parse(each)).DistinctBy(map => map.TableId)
            .ToDictionary(map => map.TableId);
        var changes = events.Where(each => each.Type.IsRows())
            .Select(each => (each.Type, Rows: RowsEvent.Parse(each))).ToList();
        var hasher = new RowHasher(new byte[16]);
        var (read, refused) = (0, 0);

        for (var round = 0; round < rounds; round++)
        {
            var (type, change) = changes[random.Next(changes.Count)];
            var map = maps[change.TableId];
            try
            {
                var table = target.Tables[new TableName(map.Database, map.Table)];
                var columns = LoggedColumn.Of(random.Next(3) == 0 ? Damage(map, random) : map);
                var cells = CellFit.Find(columns, table.Columns);
                if (cells is not null)
                {
                    new RowImages(cells, hasher).Change(type, Damage(change, random), out _);
                    read++;
                }
            }
            catch (FormatException)
            {
                refused++;
            }
        }

        output.WriteLine($"{read} read, {refused} refused");
        Assert.InRange(read, rounds / 200, rounds);
        Assert.InRange(refused, rounds / 10, rounds);
    }

    private static TableMapEvent Damage(TableMapEvent map, Random random)
    {
        byte[] types = [.. map.ColumnTypes];
        var metadata = Damage(map.ColumnMetadata, random);
        if (random.Next(2) == 0)
        {
            types[random.Next(types.Length)] = (byte)random.Next(256);
        }

        return new TableMapEvent(map.TableId, map.Database, map.Table, types)
        {
            ColumnMetadata = metadata,
            ColumnNames = map.ColumnNames,
            PrimaryKey = [],
            Optional = map.Optional.ToDictionary(
                part => part.Key, part => random.Next(4) == 0 ? Damage(part.Value, random) : part.Value),
        };
    }

    private static RowsEvent Damage(RowsEvent change, Random random) => change with
    {
        ColumnCount = random.Next(20) == 0 ? random.Next(200) : change.ColumnCount,
        Before = random.Next(10) == 0 ? Damage(change.Before, random, keep: true) : change.Before,
        After = random.Next(10) == 0 ? Damage(change.After, random, keep: true) : change.After,
        Rows = Damage(change.Rows, random),
    };

    private static ReadOnlyMemory<byte> Damage(ReadOnlyMemory<byte> bytes, Random random, bool keep = false)
    {
        var copy = bytes.ToArray();
        for (var i = random.Next(3); i >= 0 && copy.Length > 0; i--)
        {
            copy[random.Next(copy.Length)] = (byte)random.Next(256);
        }

        return keep ? copy : random.Next(4) switch
        {
            0 => copy.AsMemory(0, random.Next(copy.Length + 1)),
            1 => (byte[])[.. copy, .. new byte[random.Next(20)]],
            _ => copy,
        };
    }
}

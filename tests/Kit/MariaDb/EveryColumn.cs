using System.Globalization;
using System.Text;

namespace Mesh.Tests.Kit.MariaDb;

/// <summary>
/// A table with a column of every type, and random changes of its rows; both want <c>sql_mode=''</c>.
/// </summary>
/// <param name="random">Decides what changes.</param>
public sealed class EveryColumn(Random random)
{
    private static readonly (string Name, string Type)[] Columns =
    [
        ("t", "TINYINT"), ("tu", "TINYINT UNSIGNED"), ("s", "SMALLINT"), ("su", "SMALLINT(7) UNSIGNED ZEROFILL"),
        ("m", "MEDIUMINT"), ("mu", "MEDIUMINT UNSIGNED"), ("i", "INT"), ("iu", "INT UNSIGNED"),
        ("b", "BIGINT"), ("bu", "BIGINT UNSIGNED"), ("bo", "BOOLEAN"),
        ("d1", "DECIMAL(65,30)"), ("d2", "DECIMAL(10,0) UNSIGNED"), ("d3", "DECIMAL(9,9)"), ("d4", "DECIMAL(20,2)"),
        ("dz", "DECIMAL(12,3) ZEROFILL"), ("dy", "DECIMAL(5,5) ZEROFILL"), ("dw", "DECIMAL(30,10) ZEROFILL"),
        ("f", "FLOAT"), ("fd", "FLOAT(10,3)"), ("r", "DOUBLE"), ("rd", "DOUBLE(20,5)"),
        ("b1", "BIT(1)"), ("b9", "BIT(9)"), ("b33", "BIT(33)"), ("b64", "BIT(64)"), ("y", "YEAR"), ("y2", "YEAR(2)"),
        ("da", "DATE"), ("t0", "TIME"), ("t1", "TIME(1)"), ("t2", "TIME(2)"), ("t3", "TIME(3)"), ("t4", "TIME(4)"),
        ("t5", "TIME(5)"), ("t6", "TIME(6)"), ("dt0", "DATETIME"), ("dt1", "DATETIME(1)"), ("dt2", "DATETIME(2)"),
        ("dt3", "DATETIME(3)"), ("dt4", "DATETIME(4)"), ("dt5", "DATETIME(5)"), ("dt6", "DATETIME(6)"),
        ("ts0", "TIMESTAMP NULL"), ("ts1", "TIMESTAMP(1) NULL"), ("ts2", "TIMESTAMP(2) NULL"),
        ("ts3", "TIMESTAMP(3) NULL"), ("ts4", "TIMESTAMP(4) NULL"), ("ts5", "TIMESTAMP(5) NULL"), ("ts6", "TIMESTAMP(6) NULL"),
        ("c1", "CHAR(10) CHARACTER SET latin1"), ("c2", "CHAR(100) CHARACTER SET utf8mb4"),
        ("c3", "CHAR(7) CHARACTER SET utf32"), ("c4", "CHAR(7) CHARACTER SET ucs2"), ("c5", "CHAR(9) CHARACTER SET sjis"),
        ("c6", "CHAR(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin"), ("c0", "CHAR(0)"),
        ("v1", "VARCHAR(50) CHARACTER SET latin1"), ("v2", "VARCHAR(100) CHARACTER SET utf8mb4"),
        ("v3", "VARCHAR(60) CHARACTER SET utf16"), ("v4", "VARCHAR(30) CHARACTER SET gbk"),
        ("tt", "TINYTEXT"), ("tx", "TEXT CHARACTER SET utf16"), ("mt", "MEDIUMTEXT"), ("lt", "LONGTEXT"), ("j", "JSON"),
        ("bi", "BINARY(20)"), ("bx", "BINARY(255)"), ("vb", "VARBINARY(300)"), ("vs", "VARBINARY(20)"),
        ("tb", "TINYBLOB"), ("bb", "BLOB"), ("mb", "MEDIUMBLOB"), ("lb", "LONGBLOB"),
        ("e", "ENUM('a','','it''s','x')"), ("st", "SET('x','y','z','w','q','r','s','t','u')"),
        ("g", "GEOMETRY"), ("p", "POINT"), ("i6", "INET6"), ("i4", "INET4"), ("u", "UUID"),
        ("vc", "VARCHAR(500) COMPRESSED CHARACTER SET utf8mb4"), ("tc", "MEDIUMTEXT COMPRESSED"), ("bc", "BLOB COMPRESSED"),
        ("iv", "INT INVISIBLE DEFAULT 5"),
    ];

    private readonly List<int> _ids = [];
    private int _next = 1;

    /// <summary>The statement that makes the table, with generated columns and a hidden one.</summary>
    public static string Create(string table)
    {
        var columns = string.Join(", ", Columns.Select(column => $"{column.Name} {column.Type}"));
        return $"CREATE TABLE {table} (id INT PRIMARY KEY, gv INT AS (id * 2) VIRTUAL, {columns}, "
            + "gs VARCHAR(40) AS (CONCAT('g', id)) STORED, UNIQUE (lb)) ROW_FORMAT=DYNAMIC;";
    }

    /// <summary>One change, as a statement.</summary>
    public string Change(string table)
    {
        var kind = random.Next(10);
        if (_ids.Count == 0 || kind < 5)
        {
            var rows = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Row()).ToList();
            return $"INSERT INTO {table} (id, {string.Join(", ", Columns.Select(column => column.Name))})"
                + $" VALUES {string.Join(", ", rows)};";
        }

        var id = _ids[random.Next(_ids.Count)];
        if (kind < 7)
        {
            _ids.Remove(id);
            return $"DELETE FROM {table} WHERE id = {id};";
        }

        // Of several rows no two may get the same unique value.
        var several = random.Next(3) == 0;
        var sets = Columns.Where(column => random.Next(4) == 0 && !(several && column.Name == "lb"))
            .DefaultIfEmpty(Columns[0]).Select(column => $"{column.Name} = {Value(column.Name, column.Type)}");
        return $"UPDATE {table} SET {string.Join(", ", sets)} WHERE id {(several ? "<=" : "=")} {id};";
    }

    private string Row()
    {
        _ids.Add(_next);
        return $"({_next++}, {string.Join(", ", Columns.Select(column => Value(column.Name, column.Type)))})";
    }

    private string Value(string name, string type)
    {
        var kind = type.Split('(', ' ')[0];
        if (name == "lb")
        {
            return random.Next(2) == 0 ? "NULL" : $"x'{Hex(random.Next(8, 400))}'";
        }

        return random.Next(8) == 0 ? "NULL" : kind switch
        {
            "TINYINT" or "SMALLINT" or "MEDIUMINT" or "INT" or "BIGINT" or "BOOLEAN" => Integer(type),
            "DECIMAL" => Decimal(type),
            "FLOAT" => Float(type.Contains('(') ? 1e6 : 3e38),
            "DOUBLE" => Float(type.Contains('(') ? 1e12 : 1e308),
            "BIT" => $"b'{Convert.ToString(random.NextInt64(), 2)}'",
            "YEAR" => random.Next(5) == 0 ? "0" : $"{random.Next(1970, 2069)}",
            "DATE" => random.Next(6) == 0 ? "'0000-00-00'" : $"'{Date(0)}'",
            "TIME" => $"'{(random.Next(2) == 0 ? "-" : "")}{random.Next(839)}:{random.Next(60)}:{random.Next(60)}.{Part()}'",
            "DATETIME" => random.Next(6) == 0 ? "'0000-00-00'" : $"'{Date(0)} {Clock()}'",
            "TIMESTAMP" => random.Next(6) == 0 ? "0" : $"'{random.Next(1971, 2037)}-{random.Next(1, 13)}-{random.Next(1, 29)} {Clock()}'",
            "JSON" => $$"""'{"a": [{{random.Next(100)}}, "é"]}'""",
            "ENUM" => random.Next(4) == 0 ? "'none such'" : $"{random.Next(1, 5)}",
            "SET" => $"{random.Next(512)}",
            "GEOMETRY" => $"ST_GeomFromText('LINESTRING({random.Next(9)} {random.Next(9)}, 1.5 -2)', {random.Next(2) * 4326})",
            "POINT" => $"POINT({random.NextDouble().ToString(CultureInfo.InvariantCulture)}, {random.Next(100)})",
            "INET6" => random.Next(3) switch { 0 => "'::'", 1 => $"'::ffff:1.2.3.{random.Next(256)}'", _ => $"'20{random.Next(10, 99)}:db8::{random.Next(9999)}'" },
            "INET4" => $"'{random.Next(2) * 10}.0.{random.Next(2)}.{random.Next(2)}'",
            "UUID" => Uuid(),
            "BINARY" or "VARBINARY" => $"x'{Hex(random.Next(21))}{(random.Next(3) == 0 ? "0020" : "")}'",
            "TINYBLOB" or "BLOB" or "MEDIUMBLOB" => Repeated($"x'{Hex(random.Next(60))}'", kind == "TINYBLOB" ? 3 : 30),
            _ => Text(name, kind),
        };
    }

    private string Integer(string type)
    {
        var bits = type.Split('(', ' ')[0] switch { "TINYINT" or "BOOLEAN" => 8, "SMALLINT" => 16, "MEDIUMINT" => 24, "INT" => 32, _ => 64 };
        var value = unchecked((ulong)random.NextInt64() ^ ((ulong)random.Next(2) << 63));
        return type.Contains("UNSIGNED", StringComparison.Ordinal)
            ? $"{value >> (64 - bits)}"
            : random.Next(6) == 0 ? "0" : $"{(long)value >> (64 - bits)}";
    }

    private string Decimal(string type)
    {
        var parts = type[(type.IndexOf('(') + 1)..type.IndexOf(')')].Split(',');
        var digits = int.Parse(parts[0], CultureInfo.InvariantCulture);
        var behind = int.Parse(parts[1], CultureInfo.InvariantCulture);
        var text = new StringBuilder(random.Next(2) == 0 && !type.Contains("UNSIGNED") && !type.Contains("ZERO") ? "-" : "");
        text.Append(Digits(random.Next(digits - behind + 1), "0"));
        return behind == 0
            ? text.ToString()
            : text.Append('.').Append(Digits(random.Next(behind + 1), "0")).ToString();
    }

    private string Float(double most)
    {
        double value = random.Next(7) switch
        {
            0 => 0,
            1 => 1e-30,
            2 => 16777216,
            3 => -0.0,
            _ => (random.NextDouble() - 0.5) * Math.Pow(most, random.NextDouble()),
        };
        return value.ToString("R", CultureInfo.InvariantCulture);
    }

    private string Text(string name, string kind)
    {
        var text = random.Next(6) switch { 0 => "", 1 => "a ", 2 => "  ", 3 => "it\\'s\\\\", 4 => "é", _ => "plain" };
        if (name is "c0")
        {
            return "''";
        }

        if (name is "vc")
        {
            // The server stores more in a compressed column than its length allows, and then no client can
            // load what it shows.
            return Repeated($"'{text}'", 100);
        }

        return name is "c5" or "v4"
            ? "'abc '"
            : kind is "CHAR" or "VARCHAR" ? $"'{text}'" : Repeated($"'{text}'", kind == "TINYTEXT" ? 20 : 200);
    }

    private string Repeated(string literal, int most) =>
        random.Next(2) == 0 ? literal : $"REPEAT({literal}, {random.Next(most)})";

    private string Uuid()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return random.Next(6) switch
        {
            0 => "'00000000-0000-0000-0000-000000000000'",
            1 => "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
            _ => $"'{Convert.ToHexString(bytes)}'",
        };
    }

    private string Hex(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return Convert.ToHexString(bytes);
    }

    private string Digits(int count, string none)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.Append(random.Next(3) == 0 ? 0 : random.Next(10));
        }

        return text.Length == 0 ? none : text.ToString();
    }

    private string Date(int leastMonth) =>
        $"{random.Next(10_000):D4}-{random.Next(leastMonth, 13):D2}-{random.Next(leastMonth, 29):D2}";

    private string Clock() => $"{random.Next(24):D2}:{random.Next(60):D2}:{random.Next(60):D2}.{Part()}";

    private string Part() => random.Next(3) == 0 ? "0" : $"{random.Next(1_000_000):D6}";
}

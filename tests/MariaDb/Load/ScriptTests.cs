using System.Text;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Loading;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.MariaDb.Dump;
using Mesh.Tests.MariaDb.Parts;
using Xunit.Abstractions;

namespace Mesh.Tests.MariaDb.Load;

/// <summary>Scripts of stock programs are loaded as the stock client would.</summary>
public sealed class ScriptTests(TwoServers servers, ITestOutputHelper output) : IClassFixture<TwoServers>
{
    [MariaDbTheory]
    [InlineData("--hex-blob")]
    [InlineData("--skip-extended-insert")]
    public async Task What_the_stock_dump_writes_is_loaded(string option)
    {
        var (types, objects) = ($"t{option.Length}", $"o{option.Length}");
        await servers.Source.SqlAsync(Samples.EveryType.Replace("types", types, StringComparison.Ordinal));
        await servers.Source.SqlAsync(
            Samples.EveryObject.Replace("objects", objects, StringComparison.Ordinal)
            .Replace("other", $"other{option.Length}", StringComparison.Ordinal));

        // FLOAT is left out, since the stock dump loses bits of it, and so are bytes that no SQL tells.
        await servers.Source.SqlAsync("ALTER TABLE numbers DROP COLUMN f, DROP COLUMN fd", types);
        // Locks are left out, since with them no client can fill a table whose default is of a sequence.
        using var scratch = new ScratchFolder();
        var dump = await Command.RunAsync("mariadb-dump",
        [
            "--no-defaults",
            $"--socket={servers.Source.Socket}",
            "--user=root",
            "--routines",
            "--triggers",
            "--events",
            "--skip-add-locks", option, $"--result-file={scratch["dump.sql"]}", "--databases", types, objects,
        ]);
        Assert.True(dump.ExitCode == 0, dump.Errors);

        await using (var script = File.OpenRead(scratch["dump.sql"]))
        {
            await MariaDbScript.RunAsync(
                DumpVault.AddressOf(servers.Target),
                "dump.sql",
                script,
                null,
                false,
                null,
                CancellationToken.None);
        }

        foreach (var table in (string[])["numbers", "times", "texts", "bytes", "same rows"])
        {
            Assert.Equal(
                await Values.OfAsync(servers.Source, types, table),
                await Values.OfAsync(servers.Target, types, table));
        }

        Assert.Equal(
            await Definitions.OfAsync(servers.Source, objects),
            await Definitions.OfAsync(servers.Target, objects));
    }

    [MariaDbTheory]
    [InlineData("USE guarded")]
    [InlineData("-- Current Database: `guarded`\n--\nCREATE DATABASE /*!32312 IF NOT EXISTS*/ `guarded`;")]
    [InlineData("/*!40000 DROP DATABASE IF EXISTS `guarded`*/")]
    [InlineData("create schema if not exists Guarded; SELECT 1")]
    public async Task A_script_is_stopped_before_it_turns_to_a_database_with_tables(string statement)
    {
        await servers.Target.SqlAsync("""
            CREATE DATABASE IF NOT EXISTS guarded;
            CREATE TABLE IF NOT EXISTS guarded.precious (a INT PRIMARY KEY);
            REPLACE INTO guarded.precious VALUES (1)
            """);
        var script =
            new MemoryStream(Encoding.UTF8.GetBytes($"{statement};\nDROP TABLE IF EXISTS guarded.precious;"));

        var error = await Assert.ThrowsAsync<MeshException>(() => MariaDbScript.RunAsync(
            DumpVault.AddressOf(servers.Target),
            "any.sql",
            script,
            null,
            false,
            null,
            CancellationToken.None));

        Assert.Equal(("mariadb-database-exists", ExitCode.BadInput), (error.Code, error.ExitCode));
        Assert.Equal("1\n", await servers.Target.SqlAsync("SELECT * FROM guarded.precious"));
    }

    [MariaDbFact]
    public async Task The_first_statement_that_fails_ends_it_and_is_named()
    {
        var script =
            new MemoryStream(
                "CREATE DATABASE failing;\n-- it's; fine\nUSE failing; SELEC 1; CREATE TABLE t (a INT)"u8.ToArray());

        var error = await Assert.ThrowsAsync<MeshException>(() => MariaDbScript.RunAsync(
            DumpVault.AddressOf(servers.Target),
            "bad.sql",
            script,
            null,
            false,
            null,
            CancellationToken.None));

        Assert.Contains("statement 3 of bad.sql", error.Message, StringComparison.Ordinal);
        Assert.Equal("", await servers.Target.SqlAsync("SHOW TABLES FROM failing"));
    }

    [Fact]
    public void Statements_are_the_same_however_the_text_is_cut()
    {
        const string text =
            """
            SELECT 'a;b', "c;'d", `e;``f`, 'it''s', 'x\';y' -- comment; 'quote
            ; # another; one
            /* ; ' */ INSERT INTO t VALUES (1--1);
            DELIMITER ;;
            CREATE PROCEDURE p() BEGIN SELECT 1; END;;
            delimiter $$
            CREATE TRIGGER t BEGIN a; b;; END $$
            DELIMITER ;
            /*!50003 SET x = ';' */; ;
            SELECT 5 / 2 - 1
            """;
        string[] expected =
        [
            "SELECT 'a;b', \"c;'d\", `e;``f`, 'it''s', 'x\\';y' -- comment; 'quote\n",
            "INSERT INTO t VALUES (1--1)", "CREATE PROCEDURE p() BEGIN SELECT 1; END",
            "CREATE TRIGGER t BEGIN a; b;; END ", "/*!50003 SET x = ';' */", "SELECT 5 / 2 - 1",
        ];
        var random = Seed.NewRandom(output);
        for (var round = 0; round < 300; round++)
        {
            var splitter = new SqlSplitter();
            var found = new List<string>();
            var bytes = Encoding.UTF8.GetBytes(text);
            for (var at = 0; at < bytes.Length;)
            {
                var length = Math.Min(random.Next(1, round < 100 ? 3 : 60), bytes.Length - at);
                splitter.Add(bytes.AsSpan(at, length));
                at += length;
                while (splitter.TryRead(at == bytes.Length, out var statement))
                {
                    found.Add(Encoding.UTF8.GetString(statement.Span));
                }
            }

            Assert.Equal(expected.Select(Trim), found.Select(Trim));
        }

        static string Trim(string sql) => sql[Math.Max(0, sql.IndexOf(
            sql.Contains("INSERT", StringComparison.Ordinal)
                ? "INSERT"
                : "", StringComparison.Ordinal))..].Trim();
    }
}

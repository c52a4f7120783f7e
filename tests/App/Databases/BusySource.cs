using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;

namespace Mesh.Tests.App.Databases;

/// <summary>
/// A server on which accounts are paid all the time, while rows with a column of every type change, and
/// their definitions in between; which stands still when it is asked to.
/// </summary>
internal sealed class BusySource : IAsyncDisposable
{
    /// <summary>What all accounts have together, after every transaction.</summary>
    public const string Sum = "20000\n";

    private const string Setup = """
        SET sql_mode = '';
        CREATE DATABASE bank; USE bank;
        CREATE TABLE account (id INT PRIMARY KEY, balance INT NOT NULL);
        CREATE TABLE entry (id INT AUTO_INCREMENT PRIMARY KEY, source INT, target INT, amount INT);
        INSERT INTO account SELECT seq, 1000 FROM seq_1_to_20;
        CREATE DATABASE kinds; USE kinds;

        """;

    // In this order, again and again.
    private static readonly (string Statements, string Table)[] Definitions =
    [
        ("CREATE TABLE side (id INT PRIMARY KEY, text VARCHAR(20)); INSERT INTO side VALUES (1, 'a')", "every"),
        ("ALTER TABLE every ADD COLUMN added INT NOT NULL DEFAULT 7", "every"),
        ("ALTER TABLE every MODIFY COLUMN added BIGINT NULL; UPDATE every SET added = id * 3", "every"),
        ("TRUNCATE TABLE side; INSERT INTO side VALUES (2, 'b')", "every"),
        ("CREATE INDEX found ON every (i, b)", "every"),
        ("RENAME TABLE every TO moved, side TO aside; INSERT INTO aside VALUES (3, 'c')", "moved"),
        ("ALTER TABLE moved ADD COLUMN early VARCHAR(9) DEFAULT 'e' AFTER id", "moved"),
        ("DROP INDEX found ON moved; ALTER TABLE moved DROP COLUMN early", "moved"),
        ("RENAME TABLE moved TO every; ALTER TABLE every DROP COLUMN added", "every"),
        ("DROP TABLE aside", "every"),
    ];

    private readonly MariaDbServer server;
    private readonly SemaphoreSlim turns = new(2, 2);
    private readonly CancellationTokenSource stop = new();
    private readonly Task work;

    private BusySource(MariaDbServer server, Random random)
    {
        this.server = server;
        work = Task.WhenAll(PayAsync(new Random(random.Next())), ChangeAsync(new Random(random.Next())));
    }

    /// <summary>How many definitions have changed.</summary>
    public int Changes { get; private set; }

    /// <summary>Makes the tables; nothing happens yet.</summary>
    public static Task PrepareAsync(MariaDbServer server) =>
        server.SqlAsync(Setup + EveryColumn.Create("every"));

    /// <summary>Begins to work.</summary>
    public static BusySource Start(MariaDbServer server, Random random) => new(server, random);

    /// <summary>All rows and definitions, as the stock program writes them.</summary>
    public static async Task<string> StateAsync(MariaDbServer server)
    {
        var result = await Command.RunAsync("mariadb-dump",
        [
            "--no-defaults", $"--socket={server.Socket}", "--user=root", "--skip-comments", "--skip-dump-date",
            "--order-by-primary", "--hex-blob", "--databases", "bank", "kinds",
        ]);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException(result.Errors);
    }

    /// <summary>Lets nothing happen for a moment of the log's clock.</summary>
    /// <returns>The moment, and the state at it.</returns>
    public async Task<(DateTimeOffset At, string State)> StandStillAsync()
    {
        await turns.WaitAsync();
        await turns.WaitAsync();
        try
        {
            return (await LogApp.MomentAsync(), await StateAsync(server));
        }
        finally
        {
            turns.Release(2);
        }
    }

    /// <summary>Ends the work; throws what went wrong in it.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await work;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAny(work);
        stop.Dispose();
        turns.Dispose();
    }

    private Task PayAsync(Random random) => RepeatAsync(() =>
        server.SqlAsync(string.Concat(Enumerable.Range(0, 10).Select(_ =>
        {
            var (from, to, amount) = (random.Next(1, 21), random.Next(1, 21), random.Next(100));
            return $"""
                BEGIN; UPDATE account SET balance = balance - {amount} WHERE id = {from};
                UPDATE account SET balance = balance + {amount} WHERE id = {to};
                INSERT INTO entry (source, target, amount) VALUES ({from}, {to}, {amount}); COMMIT;

                """;
        })), "bank"));

    private Task ChangeAsync(Random random)
    {
        var rows = new EveryColumn(random);
        var table = "every";
        var left = random.Next(1, 8);
        return RepeatAsync(async () =>
        {
            if (left-- > 0)
            {
                var changes = Enumerable.Range(0, random.Next(1, 6)).Select(_ => rows.Change(table));
                await server.SqlAsync($"SET sql_mode = ''; BEGIN; {string.Join('\n', changes)} COMMIT", "kinds");
                return;
            }

            (var statements, table) = Definitions[Changes++ % Definitions.Length];
            await server.SqlAsync($"SET sql_mode = ''; {statements}", "kinds");
            left = random.Next(1, 8);
        });
    }

    private async Task RepeatAsync(Func<Task> step)
    {
        while (!stop.IsCancellationRequested)
        {
            await turns.WaitAsync();
            try
            {
                await step();
            }
            finally
            {
                turns.Release();
            }

            // Whoever waits for both turns gets them, and the server's processors some rest.
            await Task.Delay(20);
        }
    }
}

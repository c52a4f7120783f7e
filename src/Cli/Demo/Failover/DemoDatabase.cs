using System.Diagnostics;
using System.Globalization;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Proving;
using MySqlConnector;

namespace Mesh.Cli.Demo.Failover;

/// <summary>
/// The MariaDB server of one site, in a folder of its own, as a service manager would run it: started and
/// killed by commands, which the site's agent uses too. It ends when this process does, however that ends.
/// </summary>
internal sealed class DemoDatabase : IAsyncDisposable
{
    // What starts it may be the agent, and what must end it is the demo.
    private const string StartScript = """
        #!/bin/sh
        cd "$(dirname "$0")"
        for known in pid started; do
          if [ -e $known ] && grep -aqF "$(pwd)/" "/proc/$(cat $known)/cmdline" 2>/dev/null; then exit 0; fi
        done
        rm -f started
        {
          setsid sh -c '"$@" & server=$!
            echo $server >started.new; mv started.new started
            (while kill -0 PARENT 2>/dev/null; do sleep 0.5; done; kill -KILL $server) & watcher=$!
            wait $server; kill $watcher' sh COMMAND &
        } </dev/null >/dev/null 2>&1
        while [ ! -e started ]; do sleep 0.01; done

        """;

    private const string KillScript = """
        #!/bin/sh
        cd "$(dirname "$0")"
        for known in started pid; do
          [ -e $known ] || continue
          while grep -aqF "$(pwd)/" "/proc/$(cat $known)/cmdline" 2>/dev/null; do
            kill -KILL "$(cat $known)" 2>/dev/null
            sleep 0.02
          done
        done

        """;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly string folder;
    private readonly int number;

    private DemoDatabase(string folder, int number, int port) =>
        (this.folder, this.number, Port) = (folder, number, port);

    public int Port { get; }

    public string Socket => Path.Combine(folder, "s");

    /// <summary>Included last by the server's configuration; written by the site's agent.</summary>
    public string RoleFile => Path.Combine(folder, "role.cnf");

    public string[] StartCommand => ["sh", Path.Combine(folder, "start.sh")];

    public string[] KillCommand => ["sh", Path.Combine(folder, "kill.sh")];

    /// <summary>As root, over the socket.</summary>
    public string Connection => new MySqlConnectionStringBuilder
    {
        Server = Socket,
        ConnectionProtocol = MySqlConnectionProtocol.UnixSocket,
        UserID = "root",
        SslMode = MySqlSslMode.None,
        Pooling = false,
        ConnectionTimeout = 5,
        AllowUserVariables = true,
    }.ConnectionString;

    /// <summary>Makes a new, empty server and returns when it answers.</summary>
    public static async Task<DemoDatabase> StartAsync(
        string folder, int number, int port, CancellationToken cancellationToken)
    {
        var programs = new ServerPrograms();
        Directory.CreateDirectory(folder);
        await programs.InstallAsync(folder, cancellationToken);
        var database = new DemoDatabase(folder, number, port);
        await database.WriteFilesAsync(programs, cancellationToken);
        try
        {
            await RunAsync(database.StartCommand, cancellationToken);
            await database.WaitAsync(TimeProvider.System, cancellationToken);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it as a power cut would.</summary>
    public Task KillAsync(CancellationToken cancellationToken) => RunAsync(KillCommand, cancellationToken);

    /// <summary>Runs statements as root.</summary>
    public async Task ExecuteAsync(string statements, CancellationToken cancellationToken)
    {
        await using var connection = new MySqlConnection(Connection);
        await connection.OpenAsync(cancellationToken);
        await using var command = new MySqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What a failing statement is told as.</summary>
    public static MeshException Failed(MySqlException error) => new(
        "demo-failed", "MariaDB", error.Message, "run it again with --keep and read the logs",
        innerException: error);

    /// <summary>The first column of a query's rows.</summary>
    public async Task<IReadOnlyList<long>> NumbersAsync(string query, CancellationToken cancellationToken)
    {
        await using var connection = new MySqlConnection(Connection);
        await connection.OpenAsync(cancellationToken);
        await using var command = new MySqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var numbers = new List<long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            numbers.Add(reader.GetInt64(0));
        }

        return numbers;
    }

    public async ValueTask DisposeAsync() => await RunAsync(KillCommand, CancellationToken.None);

    private async Task WriteFilesAsync(ServerPrograms programs, CancellationToken cancellationToken)
    {
        string[] command =
        [
            programs.Server, $"--defaults-file={folder}/my.cnf", .. ServerPrograms.AsUser,
            $"--datadir={folder}/data", $"--socket={Socket}", $"--pid-file={folder}/pid",
            $"--log-error={folder}/log", "--bind-address=127.0.0.1", $"--port={Port}", $"--tmpdir={folder}",
            $"--log-bin={folder}/data/binlog", "--binlog-format=ROW", "--sync-binlog=1",
            $"--server-id={number}", "--gtid-strict-mode=1", "--log-slave-updates",
            "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=32M", "--skip-name-resolve",
        ];
        await File.WriteAllTextAsync(RoleFile, "", cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "my.cnf"), $"[mariadbd]\n!include {RoleFile}\n", cancellationToken);
        await File.WriteAllTextAsync(KillCommand[1], KillScript, cancellationToken);
        await File.WriteAllTextAsync(
            StartCommand[1],
            StartScript
                .Replace(
                    "PARENT",
                    Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
                    StringComparison.Ordinal)
                .Replace(
                    "COMMAND",
                    string.Join(' ', command.Select(word => $"'{word}'")),
                    StringComparison.Ordinal),
            cancellationToken);
    }

    /// <summary>Returns when it answers.</summary>
    public async Task WaitAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        for (var began = time.GetTimestamp(); ;)
        {
            try
            {
                await ExecuteAsync("DO 1", cancellationToken);
                return;
            }
            catch (MySqlException error)
            {
                if (time.GetElapsedTime(began) > StartLimit)
                {
                    throw new MeshException(
                        "demo-failed",
                        Path.Combine(folder, "log"),
                        $"MariaDB does not answer: {error.Message}",
                        "see what its log says", innerException: error);
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }
    }

    private static async Task RunAsync(string[] command, CancellationToken cancellationToken)
    {
        using var process = Process.Start(command[0], command[1..]);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new MeshException("demo-failed", command[1], $"it ended with {process.ExitCode}");
        }
    }
}

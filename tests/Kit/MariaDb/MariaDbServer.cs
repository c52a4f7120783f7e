using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Mesh.Tests.Kit.Networks;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Kit.MariaDb;

/// <summary>
/// A MariaDB of its own on a free port of 127.0.0.1, with its data in a scratch folder: row-based binary log
/// with full metadata, strict GTIDs, root without password. It ends with <see cref="DisposeAsync"/>, and by
/// itself when this process dies.
/// </summary>
public sealed class MariaDbServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/mariadbd";

    // Ends the server when standard input ends, which the kernel closes with us.
    private const string EndWithParent =
        "\"$@\" </dev/null & server=$!; cat >/dev/null; kill -KILL $server 2>/dev/null; wait $server";

    // For who starts it from outside, as a service manager does; it still ends with this process.
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

    private static readonly Lazy<Task<ScratchFolder>> Fresh = new(InstallAsync);

    private readonly ScratchFolder folder = new();
    private readonly List<string> options;
    private readonly NetworkPlace? place;
    private Process? process;

    private MariaDbServer(IEnumerable<string> options, int port, NetworkPlace? place)
    {
        this.options = [.. options];
        (Port, this.place) = (port, place);
    }

    // Where apt put the plugins, or where tests/install.sh put the one that the tests use.
    private static readonly string? PluginFolder =
        new[] { "/usr/lib/mysql/plugin", Path.Combine(RepositoryRoot.FullPath, "artifacts", "mariadb-plugins") }
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "auth_ed25519.so")));

    /// <summary>Why MariaDB cannot run here, or null.</summary>
    public static string? Missing { get; } =
        File.Exists(Program) && Requirement.OnPath("mariadb-binlog") is not null && PluginFolder is not null
            ? null
            : "MariaDB or its plugin auth_ed25519 is not installed (bash tests/install.sh)";

    public int Port { get; }

    /// <summary>The process's id now, or of the last that ran.</summary>
    public int ProcessId => int.Parse(File.ReadAllText(folder["pid"]), CultureInfo.InvariantCulture);

    /// <summary>For connections of root that need no network.</summary>
    public string Socket => folder["s"];

    /// <summary>Tables, and the binary log as <c>binlog.000001</c> and so on.</summary>
    public string DataFolder => folder["data"];

    /// <summary>For MySqlConnector, as root.</summary>
    public string ConnectionString => $"Server={Host};Port={Port};User ID=root;SslMode=None;Pooling=false";

    /// <summary>Options that it reads when it starts, before those of its command line; empty at
    /// first.</summary>
    public string OptionFile => folder["role.cnf"];

    /// <summary>Ends it at once; for programs that are to do so.</summary>
    public IReadOnlyList<string> KillCommand => ["sh", folder["kill.sh"]];

    /// <summary>Starts it unless it runs; for programs that are to do so.</summary>
    public IReadOnlyList<string> StartCommand => ["sh", folder["start.sh"]];

    /// <summary>What the server itself says.</summary>
    public string Log => File.Exists(folder["err.log"]) ? File.ReadAllText(folder["err.log"]) : "";

    private string Host => place?.Address ?? "127.0.0.1";

    /// <summary>Starts a new, empty server; resolves when it answers.</summary>
    /// <param name="options">Added to the server's command line, and so win over the usual ones.</param>
    public static Task<MariaDbServer> StartAsync(params string[] options) => StartAsync(null, options);

    /// <summary>Starts a new, empty server in a place; resolves when it answers.</summary>
    /// <param name="place">Where it is reached; null: at 127.0.0.1.</param>
    /// <param name="options">As above.</param>
    public static async Task<MariaDbServer> StartAsync(NetworkPlace? place, params string[] options)
    {
        const int attempts = 3;
        for (var attempt = 1; ; attempt++)
        {
            var server = new MariaDbServer(options, FreePort.Find(), place);
            try
            {
                var fresh = await Fresh.Value;
                await MustRunAsync("cp", ["-a", "--reflink=auto", fresh["data"], server.DataFolder]);
                await server.StartAgainAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < attempts)
            {
                // Somebody may have taken the port between our look and the server's start.
                await server.DisposeAsync();
            }
        }
    }

    /// <summary>Starts it (again) on its port and data, with further options from now on.</summary>
    public async Task StartAgainAsync(params string[] more)
    {
        options.AddRange(more);
        string[] command =
        [
            Program, $"--defaults-file={folder["my.cnf"]}", .. AsUser(),
            $"--datadir={DataFolder}", $"--socket={Socket}", $"--pid-file={folder["pid"]}",
            $"--log-error={folder["err.log"]}", $"--bind-address={Host}", $"--port={Port}",
            $"--plugin-dir={PluginFolder}", $"--tmpdir={folder.FullPath}", "--skip-name-resolve=0",
            $"--log-bin={DataFolder}/binlog", "--binlog-format=ROW", "--binlog-row-image=FULL",
            "--binlog-row-metadata=FULL", "--sync-binlog=1", "--server-id=1", "--gtid-strict-mode=1",
            "--log-slave-updates", "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=32M",
            .. options,
        ];
        await WriteFilesAsync(command);
        string[] line = [.. place?.Through ?? [], "sh", "-c", EndWithParent, "sh", .. command];
        process = Process.Start(new ProcessStartInfo(line[0], line.Skip(1))
        {
            RedirectStandardInput = true,
        }) ?? throw new InvalidOperationException("sh did not start");
        var started = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            if (process.HasExited || started.Elapsed > StartLimit || !ServerLives())
            {
                throw new InvalidOperationException($"mariadbd did not start: {Log}");
            }

            await Task.Delay(20);
        }

        // A server that dies before it has written its pid, by its parent: the shell that waits for input.
        bool ServerLives() => started.Elapsed < TimeSpan.FromSeconds(2) || File.Exists(folder["pid"]);
    }

    /// <summary>Ends it as an operator would.</summary>
    public Task StopAsync() => EndAsync("TERM");

    /// <summary>Ends it as a power cut would, but for what the kernel has not written yet.</summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary>Freezes it: connections stay open and nothing answers.</summary>
    public Task FreezeAsync() => MustRunAsync("kill", ["-STOP", $"{ProcessId}"]);

    /// <summary>Ends what <see cref="FreezeAsync"/> began.</summary>
    public Task ThawAsync() => MustRunAsync("kill", ["-CONT", $"{ProcessId}"]);

    /// <summary>Runs statements with the stock client as root; throws with what it said unless they
    /// work.</summary>
    /// <returns>The rows: tabs between values, one line each.</returns>
    public async Task<string> SqlAsync(string statements, string? database = null)
    {
        using var scratch = new ScratchFolder();
        await File.WriteAllTextAsync(scratch["statements.sql"], statements);
        return await MustRunAsync("mariadb",
        [
            "--no-defaults", $"--socket={Socket}", "--user=root", "--batch", "--skip-column-names",
            "--default-character-set=utf8mb4", "--abort-source-on-error",
            $"--execute=source {scratch["statements.sql"]}",
            .. database is null ? Array.Empty<string>() : [database],
        ]);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
            process = null;
        }

        if (File.Exists(folder["kill.sh"]))
        {
            // Somebody may have started it from outside.
            await MustRunAsync("sh", [folder["kill.sh"]]);
        }

        folder.Dispose();
    }

    private async Task WriteFilesAsync(string[] command)
    {
        if (!File.Exists(OptionFile))
        {
            await File.WriteAllTextAsync(OptionFile, "");
        }

        await File.WriteAllTextAsync(folder["my.cnf"], $"[mariadbd]\n!include {OptionFile}\n");
        await File.WriteAllTextAsync(folder["kill.sh"], KillScript);
        await File.WriteAllTextAsync(folder["start.sh"], StartScript
            .Replace("PARENT", $"{Environment.ProcessId}", StringComparison.Ordinal)
            .Replace("COMMAND", string.Join(' ', command.Select(word => $"'{word}'")), StringComparison.Ordinal));
    }

    private static async Task<ScratchFolder> InstallAsync()
    {
        var fresh = new ScratchFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => fresh.Dispose();
        await MustRunAsync("mariadb-install-db",
        [
            "--no-defaults", .. AsUser(), $"--datadir={fresh["data"]}", "--auth-root-authentication-method=normal",
            "--skip-test-db",
        ]);
        return fresh;
    }

    // Scratch folders are closed to other users, and the server refuses root unless told so.
    private static string[] AsUser() => Environment.IsPrivilegedProcess ? ["--user=root"] : [];

    private static async Task<string> MustRunAsync(string program, IReadOnlyList<string> arguments)
    {
        var result = await Command.RunAsync(program, arguments);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)}: {result.ExitCode}\n{result.Output}{result.Errors}");
    }

    // The first packet of the protocol is the server's greeting.
    private async Task<bool> AnswersAsync()
    {
        using var client = new TcpClient();
        try
        {
            // Another server may have taken the port first, and this one not have noticed yet.
            using var own = new System.Net.Sockets.Socket(
                AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await own.ConnectAsync(new UnixDomainSocketEndPoint(Socket));
            await client.ConnectAsync(Host, Port);
            return await client.GetStream().ReadAsync(new byte[1]) == 1;
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }

    private async Task EndAsync(string signal)
    {
        // A watchdog may have been faster, and somebody may have started it from outside.
        var id = ProcessId;
        if (process is null && !Runs(id))
        {
            return;
        }

        var told = await Command.RunAsync("kill", [$"-{signal}", $"{id}"]);
        if (told.ExitCode != 0 && Directory.Exists($"/proc/{id}"))
        {
            throw new InvalidOperationException($"kill -{signal} {id}: {told.Errors}");
        }

        while (Directory.Exists($"/proc/{id}") && !IsZombie(id))
        {
            await Task.Delay(5);
        }

        if (process is null)
        {
            return;
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    private bool Runs(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Contains(folder.FullPath, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool IsZombie(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].StartsWith('Z');
        }
        catch (IOException)
        {
            return true;
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Proving;

/// <summary>
/// A MariaDB server of our own, sealed: it listens on nothing but a Unix socket in a folder that only this
/// user can enter, replicates from nobody, and runs no events. It ends with <see cref="DisposeAsync"/>, and
/// when this process dies; its folder goes with it, or with the next <see cref="StartAsync"/> beside it.
/// </summary>
public sealed class ScratchServer : IAsyncDisposable
{
    private const int LongestSocketPath = 107;

    // The kernel closes our end of standard input when we die, however we die.
    private const string EndWithParent =
        "\"$@\" </dev/null >/dev/null 2>&1 & server=$!; cat >/dev/null; kill -KILL $server; wait $server";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly ServerFolder _folder;
    private readonly Process _process;
    private readonly string _user;
    private readonly string _password;

    private ScratchServer(ServerFolder folder, Process process, string user, string password)
    {
        _folder = folder;
        _process = process;
        _user = user;
        _password = password;
    }

    /// <summary>As an account that may do everything, whatever accounts are restored.</summary>
    public MariaDbAddress Address => new()
    {
        Socket = Path.Combine(_folder.FullPath, "s"),
        User = _user,
        Password = _password,
        Tls = MariaDbTls.Off,
    };

    /// <summary>A secret that lives as long as the server, for what is kept beside it.</summary>
    internal string Password() => _password;

    /// <summary>A path in the folder that goes with the server.</summary>
    internal string BesideIt(string name) => Path.Combine(_folder.FullPath, name);

    /// <summary>Starts a new, empty server; resolves when it answers.</summary>
    /// <param name="parent">The folder where scratch folders are made; what earlier servers left in it is
    /// removed.</param>
    /// <param name="neededBytes">How much will be loaded; twice that has to be free, and some.</param>
    /// <param name="random">Makes the name and the password of its account.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MeshException"><c>no-scratch-server</c>: MariaDB's server is not installed, or does
    /// not start; <c>scratch-disk-full</c>; <c>scratch-path-too-long</c></exception>
    public static async Task<ScratchServer> StartAsync(
        string parent,
        long neededBytes,
        RandomNumberGenerator random,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(time);
        var programs = new ServerPrograms();
        var folder = ServerFolder.Make(parent, random, LongestSocketPath - "/s".Length);
        try
        {
            folder.RequireSpace(neededBytes);
            await programs.InstallAsync(folder.FullPath, cancellationToken);
            var process = Start(programs.Server, folder.FullPath);
            var (user, password) = ($"mesh-{Hex(random, 8)}", Hex(random, 16));
            var server = new ScratchServer(folder, process, user, password);
            try
            {
                await server.MakeAccountAsync(time, cancellationToken);
                return server;
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Ends the server and removes all that it held.</summary>
    public async ValueTask DisposeAsync()
    {
        // Nothing of it is wanted any more, so it need not end in order.
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static string Hex(RandomNumberGenerator random, int bytes)
    {
        var value = new byte[bytes];
        random.GetBytes(value);
        return Convert.ToHexStringLower(value);
    }

    private static Process Start(string program, string folder) => Process.Start(new ProcessStartInfo("sh",
    [
        "-c", EndWithParent, "sh", program, "--no-defaults", .. ServerPrograms.AsUser,
        $"--datadir={folder}/data", $"--socket={folder}/s", $"--pid-file={folder}/pid", $"--tmpdir={folder}",
        $"--log-error={folder}/log", "--skip-networking", "--skip-slave-start", "--skip-log-bin",
        "--event-scheduler=OFF", "--local-infile=0", $"--secure-file-priv={folder}/data",
        "--max-allowed-packet=1G", $"--innodb-buffer-pool-size={BufferPool()}",
    ])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    // Enough for the pages in use; the machine is also somebody's else.
    private static string BufferPool() => Math.Clamp(
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8, 64L << 20, 2L << 30)
        .ToString(CultureInfo.InvariantCulture);

    private async Task MakeAccountAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        await using var session = await FirstSessionAsync(time, cancellationToken);
        await session.ExecuteAsync(
            $"""
            CREATE USER '{_user}'@localhost IDENTIFIED BY '{_password}';
            GRANT ALL ON *.* TO '{_user}'@localhost WITH GRANT OPTION;
            GRANT PROXY ON ''@'%' TO '{_user}'@localhost WITH GRANT OPTION;
            """,
            "making the scratch server's account",
            cancellationToken);
    }

    private async Task<MariaDbSession> FirstSessionAsync(
        TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await MariaDbSession.OpenAsync(
                    Address with { User = "root", Password = "" }, cancellationToken);
            }
            catch (MeshException error) when (error.Code == "mariadb-unreachable")
            {
                if (_process.HasExited || time.GetElapsedTime(began) > StartLimit || HasGivenUp())
                {
                    throw new MeshException("no-scratch-server", _folder.FullPath,
                        $"MariaDB's server does not start there: {LastWords()}", "see to what it says",
                        innerException: error);
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
        }
    }

    private bool HasGivenUp() => Log().Any(line => line.Contains("Aborting", StringComparison.Ordinal));

    private string LastWords() => string.Join("; ", Log()
        .Where(line => line.Contains("[ERROR]", StringComparison.Ordinal)).TakeLast(3));

    private string[] Log() => File.Exists(Path.Combine(_folder.FullPath, "log"))
        ? File.ReadAllLines(Path.Combine(_folder.FullPath, "log"))
        : [];
}

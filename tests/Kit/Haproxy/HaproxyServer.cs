using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Mesh.Tests.Kit.Traffic;

namespace Mesh.Tests.Kit.Haproxy;

/// <summary>
/// An HAProxy of its own on a free port of this machine, with a backend <c>db</c> and a runtime socket. It
/// keeps its port over restarts and loads its servers' state when it starts.
/// </summary>
public sealed class HaproxyServer : IAsyncDisposable
{
    private readonly ScratchFolder folder = new();
    private readonly IReadOnlyList<string> servers;
    private readonly string level;
    private Process? process;

    private HaproxyServer(IReadOnlyList<string> servers, string level, IPEndPoint? at)
    {
        (this.servers, this.level) = (servers, level);
        (Address, Port) = at is null ? (IPAddress.Loopback, FreePort.Find()) : (at.Address, at.Port);
    }

    /// <summary>Where it takes clients.</summary>
    public IPAddress Address { get; }

    /// <summary>What clients connect to.</summary>
    public int Port { get; }

    public string Socket => folder["runtime"];

    public string StateFile => folder["db.state"];

    /// <summary>What it says.</summary>
    public string Log => File.Exists(folder["log"]) ? File.ReadAllText(folder["log"]) : "";

    /// <summary>Starts one; resolves when it takes connections.</summary>
    /// <param name="servers">What stands behind <c>server</c> in the backend: <c>a1 127.0.0.1:1 check</c>.</param>
    /// <param name="level">What its runtime socket allows.</param>
    /// <param name="at">Where it takes clients; null: at a free port of 127.0.0.1.</param>
    public static async Task<HaproxyServer> StartAsync(
        IReadOnlyList<string> servers, string level = "admin", IPEndPoint? at = null)
    {
        const int attempts = 3;
        for (var attempt = 1; ; attempt++)
        {
            var server = new HaproxyServer(servers, level, at);
            try
            {
                await server.StartAgainAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < attempts)
            {
                // Somebody may have taken the port between our look and its start.
                await server.DisposeAsync();
            }
        }
    }

    /// <summary>Ends it at once, with all sessions.</summary>
    public async Task KillAsync()
    {
        if (process is not null)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
            process = null;
        }
    }

    /// <summary>Starts it as it was declared; its state file tells what its servers were.</summary>
    public async Task StartAgainAsync()
    {
        await File.WriteAllTextAsync(folder["haproxy.cfg"], $"""
            global
                stats socket {Socket} mode 600 level {level}
                maxconn 1000
            defaults
                mode tcp
                timeout connect 2s
                timeout client 1m
                timeout server 1m
                timeout check 1s
            frontend clients
                bind {Address}:{Port}
                default_backend db
            backend db
                load-server-state-from-file local
                server-state-file-name {StateFile}
                option httpchk GET /role/db
                default-server inter 100ms rise 1 fall 2 on-marked-down shutdown-sessions
            {string.Join('\n', servers.Select(server => $"    server {server}"))}

            """);
        process = TrafficPrograms.Start("haproxy", ["-db", "-f", folder["haproxy.cfg"]], folder["log"]);
        var began = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            if (process.HasExited || began.Elapsed > TimeSpan.FromSeconds(20))
            {
                throw new InvalidOperationException($"haproxy did not start: {Log}");
            }

            await Task.Delay(10);
        }
    }

    /// <summary>Freezes it: connections stay open and nothing answers.</summary>
    public Task FreezeAsync() => TrafficPrograms.SignalAsync("STOP", folder["log"]);

    /// <summary>Ends what <see cref="FreezeAsync"/> began.</summary>
    public Task ThawAsync() => TrafficPrograms.SignalAsync("CONT", folder["log"]);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        folder.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket));
            return Log.Contains("error", StringComparison.OrdinalIgnoreCase) is false;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

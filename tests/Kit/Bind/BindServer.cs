using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Mesh.Tests.Kit.Traffic;

namespace Mesh.Tests.Kit.Bind;

/// <summary>
/// A BIND of its own on a free port of 127.0.0.1: the primary of the zone <c>bank.test</c>, which a key may
/// change, or a resolver that asks such a one. Port and data stay over restarts.
/// </summary>
public sealed class BindServer : IAsyncDisposable
{
    public const string Zone = "bank.test";

    public const string KeyName = "mesh-key";

    private readonly ScratchFolder folder = new();
    private readonly int? forwardsTo;
    private readonly bool takesUpdates;
    private Process? process;

    private BindServer(int? forwardsTo, bool takesUpdates) =>
        (this.forwardsTo, this.takesUpdates, Address) =
            (forwardsTo, takesUpdates, new IPEndPoint(IPAddress.Loopback, FreePort.Find()));

    /// <summary>The key's secret, in base64.</summary>
    public const string Secret = "aHVzaC1odXNoLWh1c2gtaHVzaC1odXNoLWh1c2gtaHU=";

    public IPEndPoint Address { get; }

    /// <summary>What it says.</summary>
    public string Log => File.Exists(folder["log"]) ? File.ReadAllText(folder["log"]) : "";

    /// <summary>Starts a primary.</summary>
    /// <param name="takesUpdates">Whether the key may change the zone.</param>
    public static Task<BindServer> StartAsync(bool takesUpdates = true) =>
        StartAsync(() => new BindServer(null, takesUpdates));

    /// <summary>Starts a resolver that asks a primary, and keeps what it has seen.</summary>
    public static Task<BindServer> StartResolverAsync(BindServer primary) =>
        StartAsync(() => new BindServer(primary.Address.Port, false));

    /// <summary>Starts it again where it was killed.</summary>
    public async Task StartAgainAsync()
    {
        await File.WriteAllTextAsync(folder["named.conf"], $$"""
            key "{{KeyName}}" { algorithm hmac-sha256; secret "{{Secret}}"; };
            controls { };
            options {
                directory "{{folder.FullPath}}";
                pid-file "{{folder["pid"]}}";
                session-keyfile "{{folder["session.key"]}}";
                lock-file none;
                listen-on port {{Address.Port}} { 127.0.0.1; };
                listen-on-v6 { none; };
                dnssec-validation no;
                empty-zones-enable no;
                {{(forwardsTo is null
                    ? "recursion no;"
                    : $"recursion yes; forward only; forwarders {{ 127.0.0.1 port {forwardsTo}; }};")}}
            };
            {{(forwardsTo is not null ? "" : $$"""
            zone "{{Zone}}" {
                type primary;
                file "{{folder["zone"]}}";
                {{(takesUpdates ? $"allow-update {{ key \"{KeyName}\"; }};" : "")}}
            };
            """)}}

            """);
        if (!File.Exists(folder["zone"]))
        {
            await File.WriteAllTextAsync(folder["zone"], $"""
                $TTL 60
                @ IN SOA ns.{Zone}. admin.{Zone}. 1 3600 600 86400 1
                @ IN NS ns.{Zone}.
                ns IN A 127.0.0.1

                """);
        }

        process = TrafficPrograms.Start("named", ["-f", "-n", "1", "-c", folder["named.conf"], "-L", folder["log"]],
            folder["out"]);
        var began = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            if (process.HasExited || began.Elapsed > TimeSpan.FromSeconds(20))
            {
                throw new InvalidOperationException($"named did not start: {Log}");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Ends it at once.</summary>
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

    /// <summary>Freezes it: connections stay open and nothing answers.</summary>
    public Task FreezeAsync() => TrafficPrograms.SignalAsync("STOP", folder["out"]);

    /// <summary>Ends what <see cref="FreezeAsync"/> began.</summary>
    public Task ThawAsync() => TrafficPrograms.SignalAsync("CONT", folder["out"]);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        folder.Dispose();
    }

    private static async Task<BindServer> StartAsync(Func<BindServer> make)
    {
        const int attempts = 3;
        for (var attempt = 1; ; attempt++)
        {
            var server = make();
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

    private async Task<bool> AnswersAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(Address);
            return Log.Contains("running", StringComparison.Ordinal);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

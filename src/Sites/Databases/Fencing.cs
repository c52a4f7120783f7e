using System.Globalization;
using Mesh.Domain.Errors;
using Mesh.Domain.Sites;
using Mesh.Sites.Commands;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sites.Databases;

/// <summary>
/// Ends a server's writes whatever it is doing. <c>read_only</c> waits behind writes that run and does not
/// survive a restart, and switching acknowledgements off answers the clients that wait for them; so the
/// server is killed and comes back closed.
/// </summary>
internal sealed class Fencing(SiteServer server, CommandRunner runner)
{
    private const string State = """
        SELECT @@global.read_only, @@global.tx_read_only, VARIABLE_VALUE
        FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'Uptime'
        """;

    // A start may meet a server that ends just then, by a stop or by the site's watchdog, and do nothing.
    private static readonly TimeSpan StartAgain = TimeSpan.FromSeconds(1);
    private static readonly Dictionary<string, string> NoEnvironment = [];

    /// <exception cref="MeshException">It could not be made sure.</exception>
    public async Task<FenceEvidence> DoAsync(CancellationToken cancellationToken)
    {
        if (server.Memory.Now is { Role: ServerRole.Fenced, ReadBack: true }
            && server.File.Says(ServerRole.Fenced)
            && await TryReadBackAsync(cancellationToken) is { } already)
        {
            return already;
        }

        var memory = server.Memory.Now;
        server.File.Write(ServerRole.Fenced, memory.Armed);
        server.Memory.Set(memory with
        {
            Role = ServerRole.Fenced,
            Before = memory.Role == ServerRole.Fenced ? memory.Before : memory.Role,
            ReadBack = false,
        });
        var began = server.Time.GetTimestamp();
        await RunAsync(server.Options.Kill, "kill", cancellationToken);
        return await ReadBackAsync(began, cancellationToken);
    }

    /// <summary>Starts the server and waits until it answers.</summary>
    /// <exception cref="MeshException"><c>command-failed</c>; <c>mariadb-unreachable</c>: it has not answered
    /// for as long as a start may take.</exception>
    public async Task<MariaDbSession> StartAsync(CancellationToken cancellationToken)
    {
        var began = server.Time.GetTimestamp();
        while (true)
        {
            await RunAsync(server.Options.Start, "start", cancellationToken);
            for (var asked = server.Time.GetTimestamp(); !server.IsOver(asked, StartAgain);)
            {
                try
                {
                    return await server.OpenAsync(cancellationToken);
                }
                catch (MeshException error) when (error.Code == "mariadb-unreachable"
                    && !server.IsOver(began, server.Options.StartLimit))
                {
                    await server.PauseAsync(cancellationToken);
                }
            }
        }
    }

    /// <summary>Runs the declared command, which has to succeed.</summary>
    /// <exception cref="SitePartException"><c>command-failed</c></exception>
    public async Task RunAsync(DeclaredCommand command, string name, CancellationToken cancellationToken)
    {
        var outcome = await runner.RunAsync(command, NoEnvironment, cancellationToken);
        if (outcome.Code != 0)
        {
            throw new SitePartException("command-failed", server.Location,
                $"the declared command '{name}' {outcome.Told}",
                "see to the command in the agent's configuration, then ask again", retryable: true);
        }
    }

    private async Task<FenceEvidence> ReadBackAsync(long began, CancellationToken cancellationToken)
    {
        string seen;
        await using (var session = await StartAsync(cancellationToken))
        {
            var state = await ReadAsync(session, cancellationToken);

            // Older than the role file: then it was not this fence that closed it. The server tells whole
            // seconds, which may be one more than have passed.
            var limit = server.Time.GetElapsedTime(began) + TimeSpan.FromSeconds(1);
            if (state.IsClosed && state.Uptime <= limit)
            {
                server.Memory.Set(server.Memory.Now with { ReadBack = true });
                return Evidence();
            }

            seen = $"{state}, the fence began {limit.TotalSeconds - 1:0.0} s ago";
        }

        // It has come back open. Down, at least it takes no writes now.
        await RunAsync(server.Options.Kill, "kill", cancellationToken);
        throw new SitePartException("fence-not-read-back", server.Location,
            $"it came back taking writes, or never went down, and was killed once more ({seen})",
            $"include {server.Options.RoleFile} last in its configuration, and see that 'kill' kills it");
    }

    private async Task<FenceEvidence?> TryReadBackAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await server.OpenAsync(cancellationToken);
            return (await ReadAsync(session, cancellationToken)).IsClosed ? Evidence() : null;
        }
        catch (MeshException error) when (error.Code == "mariadb-unreachable")
        {
            return null;
        }
    }

    private static async Task<FencedState> ReadAsync(
        MariaDbSession session, CancellationToken cancellationToken)
    {
        var row = (await session.QueryAsync(State, "reading the fence back", cancellationToken))[0];
        var replica = await ReplicaStatus.ReadAsync(session, cancellationToken);
        return new FencedState(
            row[0] is "1" or "ON",
            row[1] is "1" or "ON",
            replica is { Receives: true } or { Applies: true },
            TimeSpan.FromSeconds(long.Parse(row[2]!, CultureInfo.InvariantCulture)));
    }

    private FenceEvidence Evidence() => new(
        EvidenceKind.ReadBack,
        $"{server.Location} was restarted with read_only and transaction_read_only, which its "
            + "configuration keeps, and reads them back",
        server.Time.GetUtcNow());

    private sealed record FencedState(bool ReadOnly, bool WritesNothing, bool Replicates, TimeSpan Uptime)
    {
        public bool IsClosed => ReadOnly && WritesNothing && !Replicates;

        public override string ToString() =>
            $"read_only={(ReadOnly ? 1 : 0)}, transaction_read_only={(WritesNothing ? 1 : 0)}, "
            + $"{(Replicates ? "replicates" : "does not replicate")}, up for {Uptime.TotalSeconds:0} s";
    }
}

using System.Net.Sockets;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Networks;
using MySqlConnector;

namespace Mesh.Tests.App.Partitions;

/// <summary>
/// A client in one place that writes to the database of one site, whatever role that has: no balancer leads
/// it elsewhere. It keeps its session for as long as that lasts.
/// </summary>
internal sealed class PartitionClient : IDisposable
{
    private const int ReadOnlyServer = 1290;
    private const int ReadOnlyTransaction = 1792;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    private readonly ManualResetEventSlim allowed = new(false);
    private readonly ManualResetEventSlim idle = new(true);
    private readonly string place;
    private readonly string site;
    private readonly string server;
    private readonly WriteLedger ledger;
    private readonly Thread thread;
    private volatile bool ended;

    public PartitionClient(NetworkPlace place, string site, MariaDbServer server, WriteLedger ledger)
    {
        (this.place, this.site, this.ledger) = (place.Name, site, ledger);

        // Without a second connection to cancel by: that would not be made from this place.
        this.server = $"{server.ConnectionString};User ID=app;Database=bank;Connection Timeout=1;"
            + "Default Command Timeout=2;Cancellation Timeout=-1";
        thread = place.StartThread(Run);
    }

    public void Resume() => allowed.Set();

    /// <summary>Returns when it has no write on the way.</summary>
    public void Rest()
    {
        allowed.Reset();
        idle.Wait();
    }

    public void Dispose()
    {
        ended = true;
        allowed.Set();
        thread.Join();
        allowed.Dispose();
        idle.Dispose();
    }

    private void Run()
    {
        MySqlConnection? session = null;
        while (!ended)
        {
            idle.Set();
            allowed.Wait();
            idle.Reset();
            session = allowed.IsSet ? Write(session) : session;
            Thread.Sleep(Pause);
        }

        idle.Set();
        session?.Dispose();
    }

    // Gives the session back, or null where another is needed.
    private MySqlConnection? Write(MySqlConnection? session)
    {
        var (number, began) = (0L, TimeSpan.Zero);
        try
        {
            if (session is null)
            {
                session = new MySqlConnection(server);
                session.Open();
            }

            (number, began) = (ledger.Next(), ledger.Now);
            using var insert = new MySqlCommand($"INSERT INTO entry VALUES ({number})", session);
            insert.ExecuteNonQuery();
            Enter(WriteFate.Acknowledged);
            return session;
        }
        catch (MySqlException error) when (error.Number is ReadOnlyServer)
        {
            Enter(WriteFate.Refused);
            return session;
        }
        catch (MySqlException error) when (error.Number is ReadOnlyTransaction)
        {
            // A session that was begun while its server was fenced stays so, whatever becomes of the server.
            Enter(WriteFate.Refused);
            session!.Dispose();
            return null;
        }
        catch (Exception error) when (error is MySqlException or SocketException or InvalidOperationException)
        {
            if (number > 0)
            {
                Enter(WriteFate.Unknown);
            }

            session?.Dispose();
            return null;
        }

        void Enter(WriteFate fate) => ledger.Enter(new Write(number, place, site, began, ledger.Now, fate));
    }
}

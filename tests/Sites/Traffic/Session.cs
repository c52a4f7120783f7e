using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mesh.Tests.Sites.Traffic;

/// <summary>A client's session through a load balancer.</summary>
internal sealed class Session : IDisposable
{
    private readonly TcpClient client;

    private Session(TcpClient client, string server) => (this.client, Server) = (client, server);

    /// <summary>The name of the server that it was led to; empty for none.</summary>
    public string Server { get; }

    /// <summary>Opens one, and waits until a server has greeted or the door was closed.</summary>
    public static async Task<Session> OpenAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        var buffer = new byte[64];
        int read;
        try
        {
            read = await client.GetStream().ReadAsync(buffer);
        }
        catch (IOException)
        {
            read = 0;
        }

        return new Session(client, Encoding.ASCII.GetString(buffer, 0, read).Trim());
    }

    /// <summary>Waits until it is cut.</summary>
    public async Task<bool> IsCutAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            return await client.GetStream().ReadAsync(new byte[1], limit.Token) == 0;
        }
        catch (IOException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose() => client.Dispose();
}

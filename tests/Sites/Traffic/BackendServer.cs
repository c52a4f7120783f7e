using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mesh.Tests.Sites.Traffic;

/// <summary>
/// A server that greets with its name and then keeps the session open, and the role endpoint of its site's
/// agent.
/// </summary>
internal sealed class BackendServer : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly TcpListener clients = new(IPAddress.Loopback, 0);
    private readonly TcpListener role = new(IPAddress.Loopback, 0);
    private readonly Task[] serving;
    private int greeted;

    public BackendServer(string name, bool isProduction)
    {
        (Name, IsProduction) = (name, isProduction);
        clients.Start();
        role.Start();
        serving = [ServeAsync(clients, GreetAsync), ServeAsync(role, TellRoleAsync)];
    }

    public string Name { get; }

    /// <summary>What the role endpoint says.</summary>
    public bool IsProduction { get; set; }

    /// <summary>How many sessions there have been.</summary>
    public int Greeted => Volatile.Read(ref greeted);

    /// <summary>As a line of HAProxy's configuration; its check asks the role.</summary>
    public string Line => $"{Plain} check port {PortOf(role)}";

    /// <summary>As a line of HAProxy's configuration; no check.</summary>
    public string Plain => $"{Name} 127.0.0.1:{PortOf(clients)}";

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        clients.Stop();
        role.Stop();
        await Task.WhenAll(serving);
        end.Dispose();
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private async Task ServeAsync(TcpListener listener, Func<NetworkStream, Task> serve)
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
            {
                sessions.Add(ServeOneAsync(await listener.AcceptSocketAsync(end.Token), serve));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            // The test is over.
            await Task.WhenAll(sessions);
        }
    }

    private static async Task ServeOneAsync(Socket socket, Func<NetworkStream, Task> serve)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await serve(stream);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The other side has gone, or the test is over.
        }
    }

    private async Task GreetAsync(NetworkStream stream)
    {
        Interlocked.Increment(ref greeted);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Name + "\n"), end.Token);
        while (await stream.ReadAsync(new byte[1], end.Token) > 0)
        {
        }
    }

    private async Task TellRoleAsync(NetworkStream stream)
    {
        if (await stream.ReadAsync(new byte[4096], end.Token) == 0)
        {
            return;
        }

        var status = IsProduction ? "200 OK" : "503 Service Unavailable";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
            end.Token);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Mesh.Tests.MariaDb.Log;

/// <summary>Stands between a client and a server on 127.0.0.1 and can cut their connections.</summary>
internal sealed class CuttableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<TcpClient> _open = [];
    private readonly int _target;
    private readonly Task _accepting;

    public CuttableProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Cuts a connection, once, when a client has sent these bytes and the server answered: the
    /// client never learns what became of them.</summary>
    public byte[]? LoseAnswerTo { get; set; }

    /// <summary>Ends all connections there are, wherever in a message they may be.</summary>
    /// <returns>How many.</returns>
    public int Cut()
    {
        lock (_lock)
        {
            var count = _open.Count;
            _open.ForEach(client => client.Dispose());
            _open.Clear();
            return count;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            // The proxy ends.
        }
    }

    private async Task SendAsync(NetworkStream client, NetworkStream server, StrongBox<bool> isLost)
    {
        var buffer = new byte[64 << 10];
        int read;
        while ((read = await client.ReadAsync(buffer)) > 0)
        {
            if (LoseAnswerTo is { } mark && buffer.AsSpan(0, read).IndexOf(mark) >= 0)
            {
                LoseAnswerTo = null;
                isLost.Value = true;
            }

            await server.WriteAsync(buffer.AsMemory(0, read));
        }
    }

    private static async Task AnswerAsync(NetworkStream server, NetworkStream client, StrongBox<bool> isLost)
    {
        var buffer = new byte[64 << 10];
        int read;
        while ((read = await server.ReadAsync(buffer)) > 0 && !isLost.Value)
        {
            await client.WriteAsync(buffer.AsMemory(0, read));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var server = new TcpClient();
        lock (_lock)
        {
            _open.AddRange([client, server]);
        }

        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target);
            var isLost = new StrongBox<bool>();
            await Task.WhenAny(
                SendAsync(client.GetStream(), server.GetStream(), isLost),
                AnswerAsync(server.GetStream(), client.GetStream(), isLost));
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException
            or InvalidOperationException)
        {
            // Either side went away, which is what this is for.
        }

        client.Dispose();
        server.Dispose();
    }
}

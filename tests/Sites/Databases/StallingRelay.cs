using System.Net;
using System.Net.Sockets;

namespace Mesh.Tests.Sites.Databases;

/// <summary>
/// A way to a server on which every connection stops after so many of the server's bytes, until it is opened.
/// </summary>
internal sealed class StallingRelay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource end = new();
    private readonly int server;
    private readonly long most;
    private readonly Task accepting;

    public StallingRelay(int server, long most)
    {
        (this.server, this.most) = (server, most);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Whether a connection has come to its end.</summary>
    public bool IsStalled { get; private set; }

    public void Open() => opened.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        await accepting;
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                running.Add(RelayAsync(await listener.AcceptTcpClientAsync(end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task RelayAsync(TcpClient accepted)
    {
        using var client = accepted;
        using var other = new TcpClient();
        try
        {
            await other.ConnectAsync(IPAddress.Loopback, server, end.Token);
            await Task.WhenAny(
                CopyAsync(client.GetStream(), other.GetStream(), long.MaxValue),
                CopyAsync(other.GetStream(), client.GetStream(), most));
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // The server is away, or the test is over.
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, long limit)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            for (long passed = 0; await from.ReadAsync(buffer, end.Token) is var read and > 0;)
            {
                passed += read;
                if (passed > limit && !opened.Task.IsCompleted)
                {
                    IsStalled = true;
                    await opened.Task.WaitAsync(end.Token);
                }

                await to.WriteAsync(buffer.AsMemory(0, read), end.Token);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // One of the two has gone, or the test is over.
        }
    }
}

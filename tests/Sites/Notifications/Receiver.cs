using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mesh.Tests.Sites.Notifications;

/// <summary>A server on a free port of this machine that takes messages, or does not.</summary>
internal abstract class Receiver : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Lock guard = new();
    private readonly List<ReceivedMessage> messages = [];

    protected Receiver()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public Mood Mood { get; set; }

    public IReadOnlyList<ReceivedMessage> Messages
    {
        get
        {
            lock (guard)
            {
                return [.. messages];
            }
        }
    }

    /// <summary>Nobody listens here any more.</summary>
    public void Leave() => listener.Stop();

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    protected abstract Task ServeAsync(Stream stream, CancellationToken cancellationToken);

    protected void Take(ReceivedMessage message)
    {
        lock (guard)
        {
            messages.Add(message);
        }
    }

    protected static async Task<string> LineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (true)
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
            {
                throw new EndOfStreamException();
            }

            if (one[0] == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }
    }

    protected static Task SayAsync(Stream stream, string text, CancellationToken cancellationToken) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken).AsTask();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException
            or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                if (Mood == Mood.Silent)
                {
                    await Task.Delay(Timeout.Infinite, stop.Token);
                }

                if (Mood != Mood.HangingUp)
                {
                    await ServeAsync(client.GetStream(), stop.Token);
                }
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                // The sender has left, or the test is over.
            }
        }
    }
}

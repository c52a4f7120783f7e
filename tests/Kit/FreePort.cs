using System.Net;
using System.Net.Sockets;

namespace Mesh.Tests.Kit;

/// <summary>
/// Finds ports of 127.0.0.1 that nobody listened on just now, below those that the kernel gives to outgoing
/// connections: a server that is down for a while finds its port free when it comes back.
/// </summary>
public static class FreePort
{
    private const int First = 10_000;
    private const int Count = 10_000;

    private static int last = Environment.ProcessId * 97;

    public static int Find()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref last) % Count);
            if (IsFree(port))
            {
                return port;
            }
        }
    }

    // Name servers listen on both.
    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        using var datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            listener.Start();
            datagrams.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

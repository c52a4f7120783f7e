using System.Net;
using System.Net.Sockets;

namespace Mesh.Runtime.Hosting;

/// <summary>
/// Ports of 127.0.0.1 for servers of this machine that nobody listened on a moment ago. They lie below those
/// that kernels give to outgoing connections (Linux from 32768, IANA from 49152), so that none is taken
/// between the look and the server's start, or while a server is down that comes back on it.
/// </summary>
public static class LoopbackPorts
{
    private const int First = 20_000;
    private const int Count = 12_000;

    // Processes that start together begin at different places, and none gives a port twice in a row.
    private static int last = Environment.ProcessId * 97;

    /// <summary>A port. Not the same as the one before.</summary>
    /// <exception cref="InvalidOperationException">All are in use.</exception>
    public static int Find()
    {
        for (var looked = 0; looked < Count; looked++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref last) % Count);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException(
            $"every port of 127.0.0.1 from {First} to {First + Count - 1} is in use");
    }

    private static bool IsFree(int port)
    {
        using var probe = new TcpListener(IPAddress.Loopback, port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

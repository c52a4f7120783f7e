using System.Net;
using System.Net.Sockets;

namespace Mesh.Cli.Demo;

/// <summary>Ports of 127.0.0.1 for programs that the demos start.</summary>
internal static class FreePorts
{
    /// <summary>Different ports that nobody listened on a moment ago.</summary>
    public static int[] Find(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))
            .ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}

using System.Net;
using System.Net.Sockets;

namespace Mesh.Tests.Kit;

/// <summary>Finds ports of 127.0.0.1 that nobody listened on just now.</summary>
public static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

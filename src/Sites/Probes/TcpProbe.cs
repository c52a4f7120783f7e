using System.Net.Sockets;

namespace Mesh.Sites.Probes;

/// <summary>
/// Good when a connection is made, which a load balancer makes without a server behind it too.
/// </summary>
internal sealed class TcpProbe(string check, Uri uri) : IProbe
{
    public string Check => check;

    public async Task<ProbeLook> LookAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(uri.DnsSafeHost, uri.Port, cancellationToken);
            return new ProbeLook(true, "takes connections");
        }
        catch (SocketException error)
        {
            return new ProbeLook(false, $"no connection: {error.Message}");
        }
    }

    public void Dispose()
    {
        // Nothing is held between two looks.
    }
}

using Mesh.Domain.Errors;
using Mesh.Domain.Systems;
using Mesh.Sites.Databases;

namespace Mesh.Sites.Probes;

/// <summary>Makes the probe of a declared check.</summary>
public static class CheckProbes
{
    /// <summary>
    /// <c>tcp://HOST:PORT</c> is good when a connection is made; <c>http://</c> and <c>https://</c> when the
    /// answer is 200 to 299; a database when it answers a query and takes writes.
    /// </summary>
    /// <param name="check">As <c>failover.checks</c> declares it.</param>
    /// <param name="resolve">Fetches a database's password at each look.</param>
    /// <exception cref="MeshException"><c>invalid-check</c>: it is none of these.</exception>
    public static IProbe Open(string check, ResolveSecret resolve)
    {
        if (DatabaseConnection.Read(check) is { IsValid: true, Value: var database })
        {
            return new SqlProbe(check, database, resolve);
        }

        return Uri.TryCreate(check, UriKind.Absolute, out var uri) && uri.Host.Length > 0
            ? uri.Scheme switch
            {
                "tcp" when uri.Port > 0 => new TcpProbe(check, uri),
                "http" or "https" => new HttpProbe(check, uri),
                _ => throw Unknown(check),
            }
            : throw Unknown(check);
    }

    private static MeshException Unknown(string check) => new(
        "invalid-check", check, "is nothing that can be asked",
        "write tcp://HOST:PORT, http://..., https://... or mariadb://USER@HOST", ExitCode.BadInput);
}

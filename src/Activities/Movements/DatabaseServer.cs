using Mesh.Activities.Secrets;
using Mesh.Domain.Systems;
using Mesh.Orchestrations.Movements;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Activities.Movements;

/// <summary>The server that a movement speaks to, its password resolved where it is used.</summary>
public static class DatabaseServer
{
    /// <summary>The one range that a whole server is moved as: its snapshot lives in one process.</summary>
    internal const string Whole = "server";

    private const int UsualConnections = 4;

    internal static Task<MariaDbAddress> AddressAsync(
        MovementMessage message, CancellationToken cancellationToken) =>
        AddressAsync(DatabaseConnection.Parse(message.Database!.Connection), cancellationToken);

    /// <summary>The address of a connection, with the password that its reference points to.</summary>
    /// <exception cref="Domain.Errors.MeshException"><c>secret-missing</c></exception>
    public static async Task<MariaDbAddress> AddressAsync(
        DatabaseConnection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return new MariaDbAddress
        {
            Host = connection.Host,
            Port = connection.Port,
            Socket = connection.Socket,
            User = connection.User,
            Password = connection.Password is { } password
                ? await SecretResolver.ResolveAsync(password.ToString(), cancellationToken)
                : "",
            Tls = connection.Tls switch
            {
                DatabaseTls.Verify => MariaDbTls.Verify,
                DatabaseTls.Unverified => MariaDbTls.Unverified,
                _ => MariaDbTls.Off,
            },
            CaFile = connection.CaFile,
        };
    }

    internal static int Connections(MovementMessage message) =>
        message.Database!.Connections ?? UsualConnections;
}

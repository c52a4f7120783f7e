using Mesh.Activities.Secrets;
using Mesh.Domain.Systems;
using Mesh.Orchestrations.Movements;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Activities.Movements;

/// <summary>The server that a movement speaks to, its password resolved where it is used.</summary>
internal static class DatabaseServer
{
    /// <summary>The one range that a whole server is moved as: its snapshot lives in one process.</summary>
    public const string Whole = "server";

    private const int UsualConnections = 4;

    public static async Task<MariaDbAddress> AddressAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        var connection = DatabaseConnection.Parse(message.Database!.Connection);
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

    public static int Connections(MovementMessage message) =>
        message.Database!.Connections ?? UsualConnections;

    public static MovementResult Done(MovementMessage message) => new()
    {
        RunId = message.Run.RunId,
        MovementId = message.MovementId,
        Succeeded = true,
    };
}

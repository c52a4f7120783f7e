using Mesh.Activities.Secrets;
using Mesh.Domain.Systems;
using Mesh.Orchestrations.Movements;
using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Activities.Movements;

/// <summary>The server that a movement speaks to, its password resolved where it is used.</summary>
public static class DatabaseServer
{
    /// <summary>The one range that a whole server is moved as: its snapshot lives in one process.</summary>
    internal const string Whole = "server";

    private const int UsualConnections = 4;

    internal static Task<DatabaseLogin> LoginAsync(
        MovementMessage message, CancellationToken cancellationToken) =>
        LoginAsync(DatabaseConnection.Parse(message.Database!.Connection), cancellationToken);

    /// <summary>The login of a connection, with the password that its reference points to.</summary>
    /// <exception cref="Domain.Errors.MeshException"><c>secret-missing</c></exception>
    public static async Task<DatabaseLogin> LoginAsync(
        DatabaseConnection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var password = connection.Password is { } reference
            ? await SecretResolver.ResolveAsync(reference.ToString(), cancellationToken)
            : "";
        return new DatabaseLogin(connection, password);
    }

    /// <summary>The same for what is MariaDB's alone.</summary>
    internal static Task<MariaDbAddress> AddressAsync(
        MovementMessage message, CancellationToken cancellationToken) =>
        AddressAsync(DatabaseConnection.Parse(message.Database!.Connection), cancellationToken);

    /// <inheritdoc cref="LoginAsync(DatabaseConnection, CancellationToken)"/>
    public static async Task<MariaDbAddress> AddressAsync(
        DatabaseConnection connection, CancellationToken cancellationToken) =>
        MariaDbEngine.AddressOf(await LoginAsync(connection, cancellationToken));

    internal static int Connections(MovementMessage message) =>
        message.Database!.Connections ?? UsualConnections;
}

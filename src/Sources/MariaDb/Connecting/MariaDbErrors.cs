using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Protocol;
using MySqlConnector;

namespace Mesh.Sources.MariaDb.Connecting;

/// <summary>What the driver and the server say, as errors an operator can act on.</summary>
internal static class MariaDbErrors
{
    /// <summary>Somebody else held a lock for too long.</summary>
    public const int LockWaitTimeout = 1205;

    /// <summary>Two transactions waited for each other; this one was rolled back.</summary>
    public const int Deadlock = 1213;

    private const int TableDefinitionChanged = 1412;

    private static readonly HashSet<int> Denied = [1044, 1142, 1143, 1227, 1370];

    private static readonly HashSet<int> Full = [1021, 1114];

    private static readonly HashSet<int> Vanished = [1146, 1049, 1054, TableDefinitionChanged, 1932];

    /// <summary>The error of a connection that could not be made.</summary>
    public static MeshException Connecting(MariaDbAddress address, Exception error)
    {
        var text = Innermost(error);

        // Where the server is may look like a word of ours.
        var words = text.Replace(address.Socket ?? address.Host, "", StringComparison.Ordinal);
        return (error as MySqlException)?.ErrorCode switch
        {
            MySqlErrorCode.AccessDenied => new MeshException("mariadb-access-denied", address.Location,
                $"the server refuses user '{address.User}' with this password from here",
                "check the user, its host part and the password's reference", ExitCode.BadInput, error),
            _ when words.Contains("SSL", StringComparison.OrdinalIgnoreCase)
                || words.Contains("certificate", StringComparison.OrdinalIgnoreCase)
                || words.Contains("TLS", StringComparison.OrdinalIgnoreCase) => Tls(address, text, error),
            _ => new MeshException("mariadb-unreachable", address.Location,
                $"no connection: {Clause(text)}",
                "check that the server runs, listens there and lets this machine in", innerException: error),
        };
    }

    /// <summary>The error of a statement.</summary>
    /// <param name="address">The server.</param>
    /// <param name="doing">What was being done, as in "while {doing}".</param>
    /// <param name="error">What the driver threw.</param>
    public static MeshException Statement(MariaDbAddress address, string doing, MySqlException error) =>
        Statement(address, doing, error.Number, error.Message, error);

    /// <summary>As the other, for what our own client threw.</summary>
    public static MeshException Statement(
        MariaDbAddress address, string doing, ServerErrorException error) =>
        Statement(address, doing, error.Number, error.Words, error);

    /// <summary>The error of a statement that found its connection gone.</summary>
    public static MeshException Lost(MariaDbAddress address, string doing, Exception error) => new(
        "mariadb-failed", address.Location, $"{doing}: the connection was lost: {Clause(error.Message)}",
        "see that the server runs, and its error log", innerException: error);

    /// <summary>The server's number of the error that was behind one of ours; null where it was
    /// another.</summary>
    public static int? NumberOf(MeshException error) => error.InnerException switch
    {
        MySqlException driver => driver.Number,
        ServerErrorException own => own.Number,
        _ => null,
    };

    private static MeshException Statement(
        MariaDbAddress address, string doing, int number, string words, Exception error)
    {
        var cause = $"{doing}: {Clause(words)} (error {number})";
        if (Vanished.Contains(number))
        {
            return new MeshException("mariadb-definition-changed", address.Location, cause,
                "a definition was changed or dropped meanwhile; start again", innerException: error);
        }

        if (Full.Contains(number))
        {
            return new MeshException("mariadb-full", address.Location, cause,
                "the server has no room for it: make room there and run it again", innerException: error);
        }

        return Denied.Contains(number)
            ? new MeshException("mariadb-privilege-missing", address.Location, cause,
                "the preflight prints the GRANT statements that this account needs", innerException: error)
            : new MeshException("mariadb-failed", address.Location, cause,
                "the server's error log may say more", innerException: error);
    }

    private static MeshException Tls(MariaDbAddress address, string text, Exception error) => new(
        "mariadb-tls", address.Location, $"TLS could not be agreed on: {Clause(text)}",
        "give the authority's file, or opt out of the check or of TLS by name", innerException: error);

    private static string Innermost(Exception error) =>
        error.InnerException is { } inner ? $"{error.Message} {Innermost(inner)}" : error.Message;

    private static string Clause(string text) => text.TrimEnd('.', ' ', '\n');
}

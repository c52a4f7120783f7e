using System.Globalization;
using System.Text;
using Mesh.Domain.Errors;
using Mesh.Domain.Secrets;
using Mesh.Domain.Spelling;

namespace Mesh.Domain.Systems;

/// <summary>
/// Where a database server is and as whom it is spoken to: <c>mariadb://USER@HOST[:PORT][?OPTIONS]</c> with
/// the options <c>password=REFERENCE</c>, <c>tls=verify|unverified|off</c>, <c>ca=FILE</c>, and, for the host
/// <c>localhost</c>, <c>socket=FILE</c>. It holds a reference to the password, never the password, so it may
/// be stored, logged and queued.
/// </summary>
public sealed record DatabaseConnection
{
    private const string HostOfSockets = "localhost";

    private const int DefaultPort = 3306;

    private const string Ways = "write mariadb://USER@HOST:PORT?password=env:NAME";

    private static readonly string[] LaterEngines = ["mysql", "tidb", "sqlserver", "mongodb", "postgresql"];

    private DatabaseConnection()
    {
    }

    /// <summary>Which server it is.</summary>
    public DatabaseEngine Engine { get; private init; }

    /// <summary>The account.</summary>
    public required string User { get; init; }

    /// <summary>A name or an address.</summary>
    public required string Host { get; init; }

    /// <summary>1 to 65535.</summary>
    public int Port { get; private init; } = DefaultPort;

    /// <summary>The path of a Unix socket, which stands in for host and port.</summary>
    public string? Socket { get; private init; }

    /// <summary>Where the password is; null for an account without one.</summary>
    public SecretReference? Password { get; private init; }

    /// <summary>How TCP is protected.</summary>
    public DatabaseTls Tls { get; private init; }

    /// <summary>The file of the authorities to trust instead of the system's.</summary>
    public string? CaFile { get; private init; }

    /// <summary>The path under which a snapshot holds the server: <c>/mariadb/HOST:PORT</c>.</summary>
    public string SnapshotPath => $"/{Words.Of(Engine)}{Socket ?? $"/{Host}:{Port}"}";

    /// <summary>Whether a text is meant as a connection and not as a path.</summary>
    public static bool IsMeant(string text) => text.Contains("://", StringComparison.Ordinal);

    /// <summary>
    /// Reads a connection. The problem never repeats the text, since somebody may have written the password
    /// into it.
    /// </summary>
    public static Parsed<DatabaseConnection> Read(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !IsMeant(text))
        {
            return new Problem("is not a connection to a database server", Ways);
        }

        if (LaterEngines.Contains(uri.Scheme))
        {
            return new Problem($"databases of '{uri.Scheme}' are not built yet", Ways);
        }

        if (!Words.Read<DatabaseEngine>(uri.Scheme).IsValid)
        {
            return new Problem($"'{uri.Scheme}' is not a database server", NearestWord.Hint(
                uri.Scheme, [.. Words.All<DatabaseEngine>(), .. LaterEngines]));
        }

        if (uri.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            return new Problem(
                "the password itself must not stand here", "write ?password=env:NAME or file:/path");
        }

        return uri switch
        {
            { UserInfo: "" } => new Problem("the account is missing", Ways),
            { AbsolutePath: not ("/" or "") } or { Fragment: not "" } => new Problem(
                "something stands behind the server's name", "leave it out: whole servers are protected"),
            _ => ReadOptions(uri),
        };
    }

    /// <summary>As <see cref="Read"/>, but throws a <see cref="MeshException"/>.</summary>
    public static DatabaseConnection Parse(string text) =>
        Read(text).OrThrow("invalid-connection", "connection");

    /// <summary>The connection as it is read; no secret.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Words.Of(Engine)}://{Uri.EscapeDataString(User)}@{Host}");
        if (Port != DefaultPort)
        {
            text.Append(CultureInfo.InvariantCulture, $":{Port}");
        }

        var mark = '?';
        foreach (var (name, value) in new[]
        {
            ("socket", Socket), ("password", Password?.ToString()),
            ("tls", Tls == DatabaseTls.Verify ? null : Words.Of(Tls)), ("ca", CaFile),
        })
        {
            if (value is not null)
            {
                var plain = Uri.EscapeDataString(value)
                    .Replace("%2F", "/", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal);
                text.Append(CultureInfo.InvariantCulture, $"{mark}{name}={plain}");
                mark = '&';
            }
        }

        return text.ToString();
    }

    private static Parsed<DatabaseConnection> ReadOptions(Uri uri)
    {
        var connection = new DatabaseConnection
        {
            User = Uri.UnescapeDataString(uri.UserInfo),
            Host = uri.Host,
            Port = uri.Port == -1 ? DefaultPort : uri.Port,
        };
        foreach (var option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = option.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
                ? (option[..at], Uri.UnescapeDataString(option[(at + 1)..]))
                : (option, "");
            var read = connection.With(name, value);
            if (!read.IsValid)
            {
                return read.Problem;
            }

            connection = read.Value;
        }

        return connection switch
        {
            { Host: "" } => new Problem("the server's name is missing", Ways),
            { Socket: not null, Host: not HostOfSockets } => new Problem(
                "names a host and a socket", $"write {HostOfSockets} for a socket, or leave 'socket' out"),
            { Port: 0 } => new Problem("port 0 is no port", Ways),
            { CaFile: not null, Tls: not DatabaseTls.Verify } => new Problem(
                "names authorities, but certificates are not checked", "leave 'tls' out, or 'ca'"),
            _ => connection,
        };
    }

    private Parsed<DatabaseConnection> With(string name, string value) => name switch
    {
        "password" => SecretReference.Read(value) is { IsValid: true } secret
            ? this with { Password = secret.Value }
            : SecretReference.Read(value).Problem!,
        "tls" => Words.Read<DatabaseTls>(value) is { IsValid: true } tls
            ? this with { Tls = tls.Value }
            : new Problem("'tls' is not known", $"write one of: {string.Join(", ", Words.All<DatabaseTls>())}"),
        "socket" => IsPath(value)
            ? this with { Socket = value }
            : new Problem("'socket' is not an absolute path", Ways),
        "ca" => IsPath(value)
            ? this with { CaFile = value }
            : new Problem("'ca' is not an absolute path", Ways),
        _ => new Problem("an option is not known", "the options are password, tls, ca and socket"),
    };

    private static bool IsPath(string value) =>
        value.StartsWith('/') && value.Length > 1 && !value.Contains('\0', StringComparison.Ordinal);
}

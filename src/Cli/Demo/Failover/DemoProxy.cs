using Mesh.Domain.Errors;

namespace Mesh.Cli.Demo.Failover;

/// <summary>
/// The HAProxy of one site: it leads to the database of whichever site's agent says that it is production,
/// and cuts the sessions of one that no longer is.
/// </summary>
internal static class DemoProxy
{
    private const string Program = "haproxy";

    private static readonly string[] UsualFolders = ["/usr/sbin", "/usr/local/sbin", "/usr/bin"];

    /// <summary>How it is started for its configuration.</summary>
    /// <exception cref="MeshException"><c>no-haproxy</c></exception>
    public static string[] Command(string configuration)
    {
        var program = Find();

        // What the tests' install script has unpacked brings its libraries along.
        var unpacked = Path.Combine(DemoSource.Root(), "artifacts", "traffic");
        string[] libraries = program.StartsWith(unpacked, StringComparison.Ordinal)
            ? ["env", $"LD_LIBRARY_PATH={string.Join(':', Directory.GetDirectories($"{unpacked}/usr/lib"))}"]
            : [];
        return [.. libraries, program, "-db", "-f", configuration];
    }

    /// <summary>Its configuration.</summary>
    /// <param name="port">Where clients come.</param>
    /// <param name="sites">The sites: name, port of the database, port of the agent's role endpoint.</param>
    public static string Configuration(int port, IEnumerable<(string Name, int Database, int Role)> sites) =>
        $"""
        global
          maxconn 500
        defaults
          mode tcp
          timeout connect 1s
          timeout client 1m
          timeout server 1m
          timeout check 1s
        listen db
          bind 127.0.0.1:{port}
          option httpchk GET /role/db
          http-check expect status 200
          default-server inter 250ms fall 1 rise 1 on-marked-down shutdown-sessions
        {string.Join('\n', sites.Select(site =>
            $"  server {site.Name} 127.0.0.1:{site.Database} check port {site.Role}"))}

        """;

    private static string Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(UsualFolders)
            .Append(Path.Combine(DemoSource.Root(), "artifacts", "traffic", "usr", "sbin"))
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, Program))
            .FirstOrDefault(File.Exists)
            ?? throw new MeshException(
                "no-haproxy", Program, "it is not on this machine",
                "install it (Debian: apt-get install haproxy), or as root run 'bash tests/install.sh', which "
                + "only unpacks it; the demo starts its own");
}

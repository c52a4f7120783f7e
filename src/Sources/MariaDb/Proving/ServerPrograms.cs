using System.Diagnostics;
using Mesh.Domain.Errors;

namespace Mesh.Sources.MariaDb.Proving;

/// <summary>The programs of MariaDB's server on this machine.</summary>
public sealed class ServerPrograms
{
    private const string WayOut =
        "install the server's programs (Debian: apt-get install mariadb-server-core); no server needs to be set up";

    // Where distributions put servers, which is not always on a user's PATH.
    private static readonly string[] UsualFolders =
        ["/usr/sbin", "/usr/libexec", "/usr/local/sbin", "/usr/bin", "/usr/local/bin", "/usr/local/mysql/bin"];

    /// <exception cref="MeshException"><c>no-scratch-server</c></exception>
    public ServerPrograms()
    {
        Server = Find("mariadbd");
        Installer = Find("mariadb-install-db");
    }

    public string Server { get; }

    private string Installer { get; }

    /// <summary>The server refuses to run as root unless told so.</summary>
    public static IReadOnlyList<string> AsUser => Environment.IsPrivilegedProcess ? ["--user=root"] : [];

    /// <summary>Makes the tables that a new server needs, in <c>data</c> of a folder.</summary>
    /// <exception cref="MeshException"><c>no-scratch-server</c></exception>
    public async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(Installer,
        [
            "--no-defaults", .. AsUser, $"--datadir={folder}/data", $"--tmpdir={folder}",
            "--auth-root-authentication-method=normal", "--skip-test-db",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Left alone it would go on to write into a folder that is about to be removed.
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        if (process.ExitCode != 0)
        {
            var said = string.Join("; ", $"{await output}\n{await errors}".Split('\n').TakeLast(4)).Trim();
            throw new MeshException("no-scratch-server", Installer,
                $"it ended with {process.ExitCode}: {said}", "see to what it says");
        }
    }

    private static string Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(UsualFolders)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists)
            ?? throw new MeshException("no-scratch-server", program, "it is not on this machine", WayOut);
}

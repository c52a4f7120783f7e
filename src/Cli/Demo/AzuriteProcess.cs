using System.Diagnostics;
using Mesh.Domain.Errors;
using Mesh.Runtime.Hosting;

namespace Mesh.Cli.Demo;

/// <summary>
/// Azurite, the emulator of Azure Storage, on free ports for as long as the demo runs. It is installed by npm
/// into the artifacts folder at the first use.
/// </summary>
internal sealed class AzuriteProcess : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";

    // The emulator's key is the same in every installation.
    private const string Key =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly int[] ports;

    private AzuriteProcess(Process process, int[] ports) => (this.process, this.ports) = (process, ports);

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
        + $"BlobEndpoint=http://127.0.0.1:{ports[0]}/{Account};QueueEndpoint=http://127.0.0.1:{ports[1]}/{Account};";

    /// <summary>Returns when it answers.</summary>
    public static async Task<AzuriteProcess> StartAsync(
        string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        var script = await InstallAsync(cancellationToken);
        int[] ports = [LoopbackPorts.Find(), LoopbackPorts.Find(), LoopbackPorts.Find()];
        var azurite = new AzuriteProcess(
            Start("node",
            [
                script, "--silent", "--disableTelemetry", "--skipApiVersionCheck", "-l", folder,
                "--blobPort", $"{ports[0]}", "--queuePort", $"{ports[1]}", "--tablePort", $"{ports[2]}",
            ], folder),
            ports);
        for (var began = time.GetTimestamp(); !await azurite.AnswersAsync(cancellationToken);)
        {
            if (azurite.process.HasExited || time.GetElapsedTime(began) > StartLimit)
            {
                await azurite.DisposeAsync();
                throw new MeshException(
                    "azurite-failed", "Azurite", "does not start", "see whether its ports are free");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }

        return azurite;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static async Task<string> InstallAsync(CancellationToken cancellationToken)
    {
        var root = DemoSource.Root();
        var folder = Path.Combine(root, "artifacts", "azurite");
        var script = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "azurite.js");
        if (File.Exists(script))
        {
            return script;
        }

        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, "tests", "azurite")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        using var npm =
            Start("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder);
        await npm.WaitForExitAsync(cancellationToken);
        return npm.ExitCode == 0 && File.Exists(script) ? script : throw Missing(null);
    }

    private static Process Start(string program, string[] arguments, string folder)
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;

            // Standard output is the demo's; what is not read would block the program in the end.
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return process;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw Missing(error);
        }
    }

    private static MeshException Missing(Exception? inner) => new(
        "no-azurite",
        "--storage azurite",
        "Azurite could not be installed: it needs Node.js 20 or later, and npm",
        "install them, or leave the option out: the demo then uses a folder",
        innerException: inner);

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        try
        {
            foreach (var port in ports[..2])
            {
                // Without credentials the answer is a refusal, which will do.
                using var answer = await http.GetAsync(
                    new Uri($"http://127.0.0.1:{port}/{Account}?comp=list"), cancellationToken);
            }

            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

using System.Diagnostics;
using Mesh.Tests.Kit.Networks;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Kit.Azurite;

/// <summary>
/// An Azurite of its own (blobs and queues) on free ports of 127.0.0.1, with its data in a scratch folder. It
/// ends with <see cref="DisposeAsync"/>, and by itself when this process dies: it watches its standard input.
/// </summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    /// <summary>The emulator's account, which every installation has.</summary>
    public const string AccountName = "devstoreaccount1";

    /// <summary>The emulator's public key.</summary>
    public const string AccountKey =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>What Node.js imports to end when its standard input does, which the kernel closes with
    /// us.</summary>
    public const string ExitWithParent =
        "data:text/javascript,const end=()=>process.kill(process.pid,'SIGTERM');"
        + "process.stdin.resume().on('end',end).on('error',end)";

    private const int OldestNode = 20;

    private static readonly Lazy<string?> MissingHere = new(FindMissing);

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly ScratchFolder folder = new();
    private readonly int blobPort;
    private readonly int queuePort;
    private readonly int tablePort;
    private readonly NetworkPlace? place;
    private Process? process;

    private AzuriteServer(IReadOnlyList<int> ports, NetworkPlace? place) =>
        (blobPort, queuePort, tablePort, this.place) = (ports[0], ports[1], ports[2], place);

    /// <summary>Why Azurite cannot run here, or null.</summary>
    public static string? Missing => MissingHere.Value;

    public Uri BlobEndpoint => new($"http://{Host}:{blobPort}/{AccountName}");

    public Uri QueueEndpoint => new($"http://{Host}:{queuePort}/{AccountName}");

    /// <summary>For the blob and queue clients of Azure, and for
    /// <c>AZURE_STORAGE_CONNECTION_STRING</c>.</summary>
    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};"
        + $"BlobEndpoint={BlobEndpoint};QueueEndpoint={QueueEndpoint};";

    private string Host => place?.Address ?? "127.0.0.1";

    private static string Script =>
        Path.Combine(RepositoryRoot.FullPath, "artifacts/azurite/node_modules/azurite/dist/src/azurite.js");

    /// <summary>Returns when it answers.</summary>
    public static Task<AzuriteServer> StartAsync(CancellationToken cancellationToken = default) =>
        StartAsync(null, cancellationToken);

    /// <summary>Starts one in a place; returns when it answers.</summary>
    /// <param name="place">Where it is reached; null: at 127.0.0.1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<AzuriteServer> StartAsync(
        NetworkPlace? place, CancellationToken cancellationToken = default)
    {
        const int attempts = 3;
        for (var attempt = 1; ; attempt++)
        {
            var server = new AzuriteServer([FreePort.Find(), FreePort.Find(), FreePort.Find()], place);
            try
            {
                await server.ResumeAsync(cancellationToken);
                return server;
            }
            catch (InvalidOperationException) when (attempt < attempts)
            {
                // Somebody may have taken a port between our look and Azurite's start.
                await server.DisposeAsync();
            }
        }
    }

    /// <summary>Ends it; data and ports are kept for <see cref="ResumeAsync"/>. It saves its data first,
    /// since Azurite promises less than Azure: killed, it loses what it acknowledged in the last
    /// seconds.</summary>
    public async Task StopAsync()
    {
        if (process is null)
        {
            return;
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Starts it (again) on its ports and data.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken = default)
    {
        string[] line =
        [
            .. place?.Through ?? [], "node", "--import", ExitWithParent, Script, "--silent",
            "--disableTelemetry", "--skipApiVersionCheck", "-l", folder.FullPath,
            "--blobHost", Host, "--blobPort", $"{blobPort}",
            "--queueHost", Host, "--queuePort", $"{queuePort}",
            "--tableHost", Host, "--tablePort", $"{tablePort}",
        ];
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        process = Process.Start(start) ?? throw new InvalidOperationException("node did not start");
        var said = new AzuriteOutput(process);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        while (!await AnswersAsync(blobPort, limit.Token) || !await AnswersAsync(queuePort, limit.Token))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"Azurite ended with {process.ExitCode}: {said}");
            }

            await Task.Delay(50, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        process?.Kill(entireProcessTree: true);
        if (process is not null)
        {
            await process.WaitForExitAsync();
            process.Dispose();
        }

        folder.Dispose();
    }

    private static string? FindMissing()
    {
        var reason = $"Azurite needs Node.js {OldestNode} or later";
        if (Requirement.OnPath("node") is null)
        {
            return reason;
        }

        using var node = Process.Start(
            new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true })!;
        var version = node.StandardOutput.ReadToEnd().Trim().TrimStart('v');
        if (!Version.TryParse(version, out var found) || found.Major < OldestNode)
        {
            return $"{reason}, not {version}";
        }

        return File.Exists(Script) ? null : "Azurite is not in artifacts/azurite (bash tests/install.sh)";
    }

    private async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        try
        {
            // Without credentials the answer is a refusal; any answer of Azurite will do.
            using var answer = await client.GetAsync(
                new Uri($"http://{Host}:{port}/{AccountName}?comp=list"), cancellationToken);
            return answer.Headers.Server.ToString().Contains("Azurite", StringComparison.OrdinalIgnoreCase);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

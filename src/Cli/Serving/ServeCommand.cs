using System.CommandLine;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Functions.Access;

namespace Mesh.Cli.Serving;

/// <summary><c>mesh serve</c>: runs the app until it is told to stop.</summary>
public static class ServeCommand
{
    private static readonly Option<string[]> Urls = new("--urls")
    {
        Description = "Where to listen; port 0 takes a free one",
        HelpName = "URL",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => ["http://127.0.0.1:7474"],
    };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var serve =
            new Command(
                "serve", "Run the app: schedules, queues and the HTTP API") { DataFolder.Option, Urls };
        serve.Run(ServeAsync);
        root.Add(serve);
    }

    private static async Task<int> ServeAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var data = DataFolder.Of(parsed);
        var urls = parsed.GetValue(Urls)!;
        foreach (var url in urls.Where(url => !Uri.TryCreate(url, UriKind.Absolute, out var parts)
            || parts.Scheme is not ("http" or "https")))
        {
            throw new MeshException(
                "bad-url",
                url,
                "is not an address to listen at",
                "write http://127.0.0.1:7474",
                ExitCode.BadInput);
        }

        await using var host = AppHost.Create(new AppHostOptions { DataDirectory = data, Urls = urls });
        await host.StartAsync(cancellationToken);
        output.WriteLine($"mesh serves {data} at {host.Url}");
        output.WriteLine($"The API key is in {Path.Combine(data, ApiKey.FileName)}");
        output.WriteDocument(new { url = host.Url, data });
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Told to stop, which is how serving ends.
        }

        await host.StopAsync(CancellationToken.None);
        return ExitCode.Ok;
    }
}

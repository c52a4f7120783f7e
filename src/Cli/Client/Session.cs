using System.CommandLine;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Functions;
using Mesh.Functions.Access;
using Mesh.Runtime.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Cli.Client;

/// <summary>
/// A command's way to the app: the server that holds the data folder, where there is one; else the app is run
/// in this process for as long as the command lasts.
/// </summary>
public sealed class Session : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(15);

    // A command starts what it is asked for; schedules are for servers.
    private static readonly Dictionary<string, string> CommandSettings = new()
    {
        [AppSettings.ScheduleTickName] = "0 0 0 1 1 *",
        [AppSettings.SelfTickName] = "0 0 0 1 1 *",
    };

    private readonly MeshHost? host;

    private Session(ApiClient api, MeshHost? host) => (Api, this.host) = (api, host);

    public ApiClient Api { get; }

    /// <summary>Whether the app ends with the command.</summary>
    public bool InProcess => host is not null;

    /// <summary>Opens the way to the app that a command's options name.</summary>
    public static Task<Session> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        OpenAsync(
            new AppHostOptions
            {
                DataDirectory = DataFolder.Of(parsed),
                Settings = CommandSettings,
                DrainTimeout = TimeSpan.FromSeconds(2),
                ConfigureLogging = logging => logging.ClearProviders(),
            },
            cancellationToken);

    /// <summary>
    /// Opens the way to the server of the options' folder; without one, runs the app as they say.
    /// </summary>
    public static async Task<Session> OpenAsync(AppHostOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var time = TimeProvider.System;
        for (var began = time.GetTimestamp();
            ; await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken))
        {
            if (RunningServer.Find(options.DataDirectory) is { } server)
            {
                return new Session(new ApiClient(new Uri(server.Url), Key(options), time), null);
            }

            var host = AppHost.Create(options);
            try
            {
                await host.StartAsync(cancellationToken);
                return new Session(new ApiClient(host.Url, Key(options), time), host);
            }
            catch (MeshException held) when (
                held.Code == "data-folder-in-use" && time.GetElapsedTime(began) < StartPatience)
            {
                // It is starting, or stopping.
                await host.DisposeAsync();
            }
            catch
            {
                await host.DisposeAsync();
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (host is not null)
        {
            await host.StopAsync(CancellationToken.None);
            await host.DisposeAsync();
        }
    }

    private static string Key(AppHostOptions options)
    {
        if (options.Find(AppSettings.ApiKeyName) is { Length: > 0 } given)
        {
            return given;
        }

        var file = Path.Combine(options.DataDirectory, ApiKey.FileName);
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(
                "no-api-key",
                file,
                $"the key of the server cannot be read: {error.Message.TrimEnd('.')}",
                $"run the command as the server's user, or set {AppSettings.ApiKeyName}",
                innerException: error);
        }
    }
}

using Mesh.Domain.Errors;
using Mesh.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mesh.Runtime.Hosting;

/// <summary>Runs a function app in this process, on one data folder.</summary>
public sealed class MeshHost : IAsyncDisposable
{
    // The name of the endpoint that the router makes up for a wrong method.
    private const string MethodNotAllowed = "405 HTTP Method Not Supported";

    private readonly WebApplication app;
    private readonly MeshHostOptions options;
    private readonly DataFolderLock folderLock;
    private readonly Lock gate = new();
    private Task? stopping;

    private MeshHost(WebApplication app, MeshHostOptions options, DataFolderLock folderLock)
    {
        this.app = app;
        this.options = options;
        this.folderLock = folderLock;
    }

    /// <summary>The services of the app and of the host.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Where it answers, with the real port; after the start.</summary>
    public Uri Url => new(app.Services.GetRequiredService<IServer>().Features
        .Get<IServerAddressesFeature>()!.Addresses.First());

    private IHostApplicationLifetime Lifetime => app.Services.GetRequiredService<IHostApplicationLifetime>();

    /// <summary>
    /// Checks functions and host.json, then takes the data folder's lock, which is refused while another host
    /// has it. Nothing runs yet.
    /// </summary>
    /// <param name="options">Where and what to run.</param>
    /// <param name="configure">The app's own services and middleware, the same as on Azure.</param>
    public static MeshHost Create(
        MeshHostOptions options, Action<IFunctionsWorkerApplicationBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configure);
        var hostJson = HostJsonReader.Read(options.HostJsonPath);
        var app = HostServices.Build(options, hostJson, configure);
        try
        {
            HostServices.CheckConstructors(app.Services);
            app.Use((context, next) => AnswerAsync(context, next));
            app.UseRouting();
            app.Services.GetRequiredService<HttpFunctions>().Map(app, hostJson.RoutePrefix);
            return new(app, options, DataFolderLock.Acquire(options.DataDirectory));
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    /// <summary>Starts to work; returns when it answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        RunningServer.Remove(options.DataDirectory);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException failure) when (failure.InnerException is AddressInUseException)
        {
            throw new MeshException(
                "address-in-use",
                string.Join(", ", options.Urls),
                "another process listens there",
                "choose another port; port 0 takes a free one",
                innerException: failure);
        }

        new RunningServer(Url.ToString().TrimEnd('/'), Environment.ProcessId).Write(options.DataDirectory);
    }

    /// <summary>
    /// Takes nothing new, lets what runs finish within the drain time, then stops. Later calls join
    /// the first.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            stopping ??= StopOnceAsync();
        }

        return stopping.WaitAsync(cancellationToken);
    }

    /// <summary>Returns after the stop that a signal or <see cref="StopAsync"/> has asked for.</summary>
    public async Task WaitForShutdownAsync(CancellationToken cancellationToken = default)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (Lifetime.ApplicationStopping.Register(asked.SetResult))
        {
            await asked.Task.WaitAsync(cancellationToken);
        }

        await StopAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        RunningServer.Remove(options.DataDirectory);
        folderLock.Dispose();
    }

    private async Task StopOnceAsync()
    {
        // Announced first: answers that would go on for ever, such as event streams, listen for it and end.
        Lifetime.StopApplication();
        await app.StopAsync();
    }

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        if (context.RequestServices.GetRequiredService<TriggerService>().IsDraining)
        {
            context.Response.Headers.RetryAfter = "5";
            await ProblemAnswer.WriteAsync(
                context, StatusCodes.Status503ServiceUnavailable, "The server is stopping.", null);
            return;
        }

        await next(context);
        var isFunction = context.GetEndpoint()?.DisplayName is not (null or MethodNotAllowed);
        if (!isFunction && !context.Response.HasStarted)
        {
            await ProblemAnswer.FillAsync(context);
        }
    }
}

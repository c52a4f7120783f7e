using System.Net;
using Mesh.Domain.Errors;
using Mesh.Sites.Agents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Cli.Agents;

/// <summary>
/// Tells load balancers over HTTP where production is: <c>/role/COMPONENT</c> answers 200 where the component
/// is production and takes work, else 503; 404 where the site has none of that name. <c>/health</c> answers
/// 200 as long as the agent runs. It needs no key and tells nothing else.
/// </summary>
internal sealed class RoleEndpoint : IAsyncDisposable
{
    private const string Role = "/role/";

    // A load balancer asks again every second or two, and takes silence for a failure.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly WebApplication app;
    private readonly SiteAgent agent;
    private readonly IReadOnlySet<string> components;
    private readonly TimeProvider time;

    private RoleEndpoint(
        WebApplication app, SiteAgent agent, IReadOnlySet<string> components, TimeProvider time) =>
        (this.app, this.agent, this.components, this.time) = (app, agent, components, time);

    /// <summary>Where it answers, with the real port.</summary>
    public Uri Url => new(app.Services.GetRequiredService<IServer>().Features
        .Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Returns when it answers.</summary>
    /// <exception cref="MeshException"><c>address-in-use</c></exception>
    public static async Task<RoleEndpoint> StartAsync(
        IPEndPoint listen,
        SiteAgent agent,
        IEnumerable<string> components,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "mesh", Args = [] });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(listen);
        });
        var app = builder.Build();
        var endpoint = new RoleEndpoint(app, agent, components.ToHashSet(StringComparer.Ordinal), time);
        app.Run(endpoint.AnswerAsync);
        try
        {
            await app.StartAsync(cancellationToken);
            return endpoint;
        }
        catch (IOException failure) when (failure.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            throw new MeshException(
                "address-in-use", $"{listen}", "another process listens there", "choose another 'role.listen'",
                innerException: failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var (status, text) = path == "/health" ? (StatusCodes.Status200OK, "runs")
            : path.StartsWith(Role, StringComparison.Ordinal) && components.Contains(path[Role.Length..])
                ? await RoleOfAsync(path[Role.Length..], context.RequestAborted)
            : (StatusCodes.Status404NotFound, "there is no such component here");
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain";
        context.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.WriteAsync(text + "\n", context.RequestAborted);
        }
    }

    private async Task<(int Status, string Text)> RoleOfAsync(
        string component, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await agent.ServesAsync(component, both.Token)
                ? (StatusCodes.Status200OK, "production")
                : (StatusCodes.Status503ServiceUnavailable, "not production");
        }
        catch (Exception error) when (error is OperationCanceledException or MeshException)
        {
            // What cannot say that it serves is sent nothing.
            return (StatusCodes.Status503ServiceUnavailable, "not known");
        }
    }
}

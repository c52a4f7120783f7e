using System.Security.Cryptography;
using Mesh.Activities.Movements;
using Mesh.Catalog.Points;
using Mesh.Catalog.Runs;
using Mesh.Catalog.Systems;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Mesh.Domain.Systems;
using Mesh.Functions.Captures;
using Mesh.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Runs;

/// <summary>Starts restores.</summary>
public sealed class RestoreFunctions(
    SystemRegistry systems,
    RecoveryPoints points,
    RunLog runs,
    RunStarter starter,
    CoveringLogs logs,
    TimeProvider time,
    RandomNumberGenerator random)
{
    [Function("RequestRestore")]
    public Task<IResult> Request(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/restores")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var wanted = await Api.ReadJsonAsync<RestoreRequest>(request, cancellationToken);
            var component = new ComponentAddress(
                SystemName.Parse(wanted.System), ComponentName.Parse(wanted.Component));
            var (system, definition) = await systems.GetAsync(component, cancellationToken);
            var target =
                DatabaseConnection.IsMeant(wanted.Target) ? Server(wanted, definition) : Folder(wanted);
            var point = await PointAsync(component, wanted, cancellationToken);
            var run = new NewRun(NewId(component), component, system.Revision, RunKind.Restore, "api")
            {
                Point = point.Run.Value,
                Target = target,
                Until = await UntilAsync(point, wanted, cancellationToken),
                Overwrite = wanted.Overwrite,
            };
            var entered = await runs.RequestAsync(run, cancellationToken);
            await starter.StartAsync(client, entered, cancellationToken);
            return Api.Ok(new RequestedRuns([RunView.Of(entered)]), StatusCodes.Status202Accepted);
        });

    // A folder gets the SQL of the point; only a server can be brought forward.
    private async Task<DateTimeOffset?> UntilAsync(
        PointRecord point, RestoreRequest wanted, CancellationToken cancellationToken) =>
        wanted.At is { } at && DatabaseConnection.IsMeant(wanted.Target)
            && await logs.FindAsync(point, at, cancellationToken) is not null
                ? at.ToUniversalTime()
                : null;

    private static string Server(RestoreRequest wanted, ComponentDefinition component) =>
        component is DatabaseComponent
            ? DatabaseConnection.Parse(wanted.Target).ToString()
            : throw new MeshException(
                "bad-target",
                "target",
                $"is a database server, and {component.Name} is of kind {component.Kind}",
                "name a folder, from the root",
                ExitCode.BadInput);

    private static string Folder(RestoreRequest wanted)
    {
        if (!Path.IsPathFullyQualified(wanted.Target)
            || wanted.Target.Contains('\0', StringComparison.Ordinal))
        {
            throw new MeshException(
                "bad-target",
                "target",
                "is not an absolute path",
                "name a folder, from the root",
                ExitCode.BadInput);
        }

        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(wanted.Target));
        if (File.Exists(target))
        {
            throw new MeshException(
                "bad-target", "target", $"'{target}' is a file", "name a folder", ExitCode.BadInput);
        }

        if (!wanted.Overwrite)
        {
            // The site looks again; this tells whoever asks at once.
            RestoreTarget.RefuseUnlessEmpty(target);
        }

        return target;
    }

    private async Task<PointRecord> PointAsync(
        ComponentAddress component, RestoreRequest wanted, CancellationToken cancellationToken)
    {
        if (wanted.Point is not null && wanted.At is not null)
        {
            throw new MeshException(
                "bad-body", "point", "stands beside 'at'", "give one of them, or neither", ExitCode.BadInput);
        }

        return wanted.At is null
            ? await points.ResolveAsync(component, wanted.Point ?? "latest", cancellationToken)
            : await points.NewestAsync(component, wanted.At, cancellationToken) ?? throw new MeshException(
                "unknown-point",
                "at",
                $"there is no verified recovery point of {component} as old as {wanted.At:u}",
                "'mesh points' lists them",
                ExitCode.BadInput);
    }

    private RunId NewId(ComponentAddress component) =>
        RunId.Requested(component, time.GetUtcNow(), random);
}

using System.Security.Cryptography;
using Mesh.Catalog.Runs;
using Mesh.Catalog.Systems;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Mesh.Domain.Spelling;
using Mesh.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Runs;

/// <summary>Starts backups that somebody asks for.</summary>
public sealed class BackupFunctions(
    SystemRegistry systems, RunLog runs, RunStarter starter, TimeProvider time, RandomNumberGenerator random)
{
    [Function("RequestBackup")]
    public Task<IResult> Request(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/backups")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var wanted = await Api.ReadJsonAsync<BackupRequest>(request, cancellationToken);
            var mode = wanted.Mode is null
                ? BackupMode.Incremental
                : Words.Read<BackupMode>(wanted.Mode).OrThrow("bad-body", "mode");
            var system = await systems.GetAsync(SystemName.Parse(wanted.System), cancellationToken);
            var started = new List<RunView>();
            foreach (var component in await ComponentsAsync(system, wanted, cancellationToken))
            {
                var run =
                    new NewRun(
                        NewId(component), component, system.Revision, RunKind.Backup, "api") { Mode = mode };
                var entered = await runs.RequestAsync(run, cancellationToken);
                await starter.StartAsync(client, entered, overwrite: false, cancellationToken);
                started.Add(RunView.Of(entered));
            }

            return Api.Ok(new RequestedRuns(started), StatusCodes.Status202Accepted);
        });

    private async Task<IReadOnlyList<ComponentAddress>> ComponentsAsync(
        SystemRecord system, BackupRequest wanted, CancellationToken cancellationToken)
    {
        if (wanted.Component is null)
        {
            return [.. system.Definition.Components.Select(system.Definition.AddressOf)];
        }

        var address = new ComponentAddress(system.Definition.Name, ComponentName.Parse(wanted.Component));
        await systems.GetAsync(address, cancellationToken);
        return [address];
    }

    private RunId NewId(ComponentAddress component)
    {
        Span<byte> bytes = stackalloc byte[4];
        random.GetBytes(bytes);
        return RunId.Requested(component, time.GetUtcNow(), bytes);
    }
}

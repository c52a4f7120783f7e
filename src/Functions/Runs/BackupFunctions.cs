using System.Security.Cryptography;
using Mesh.Catalog.Runs;
using Mesh.Catalog.Systems;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Mesh.Domain.Spelling;
using Mesh.Functions.Access;
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
            var components = await ComponentsAsync(system, wanted, cancellationToken);
            var started = new List<RunView>();
            var refused = new List<RefusedRun>();
            foreach (var component in components)
            {
                var run =
                    new NewRun(
                        NewId(component),
                        component,
                        system.Revision,
                        RunKind.Backup,
                        Caller.NameOf(request)) { Mode = mode };
                try
                {
                    var entered = await runs.RequestAsync(run, cancellationToken);
                    await starter.StartAsync(client, entered, cancellationToken);
                    started.Add(RunView.Of(entered));
                }
                catch (MeshException busy) when (busy.Code == "component-busy" && components.Count > 1)
                {
                    // The others of the system are backed up all the same, and the answer tells which.
                    refused.Add(new RefusedRun(component.ToString(), busy.Cause, busy.Hint));
                }
            }

            return started.Count > 0
                ? Api.Ok(new RequestedRuns(started) { Refused = refused }, StatusCodes.Status202Accepted)
                : throw AllBusy(system.Definition.Name, refused);
        });

    private async Task<IReadOnlyList<ComponentAddress>> ComponentsAsync(
        SystemRecord system, BackupRequest wanted, CancellationToken cancellationToken)
    {
        if (wanted.Component is null)
        {
            var all = system.Definition.Components.Where(component => component.HoldsData)
                .Select(system.Definition.AddressOf).ToList();
            return all.Count > 0 ? all : throw NoData(system.Definition.Name.Value);
        }

        var address = new ComponentAddress(system.Definition.Name, ComponentName.Parse(wanted.Component));
        var (_, component) = await systems.GetAsync(address, cancellationToken);
        return component.HoldsData ? [address] : throw NoData($"{address}");
    }

    private static MeshException NoData(string subject) => new(
        "nothing-to-back-up",
        subject,
        "it has no data that is backed up",
        "name a component of kind files or database",
        ExitCode.BadInput);

    private static MeshException AllBusy(SystemName system, List<RefusedRun> refused) => new(
        "component-busy",
        system.Value,
        string.Join("; ", refused.Select(run => $"{run.Component}: {run.Cause}")),
        "wait for them, or cancel them",
        ExitCode.Locked);

    private RunId NewId(ComponentAddress component) =>
        RunId.Requested(component, time.GetUtcNow(), random);
}

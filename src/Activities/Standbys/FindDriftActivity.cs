using Mesh.Activities.Movements;
using Mesh.Activities.Secrets;
using Mesh.Catalog.Points;
using Mesh.Catalog.Systems;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Schedules;
using Mesh.Domain.Systems;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Standbys;
using Mesh.Sources.MariaDb.Connecting;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Standbys;

/// <summary>
/// Looks how standbys that are awake differ from what production needs: versions and sizes of servers, a
/// secret that leads nowhere, recovery points that are missing or too old. Changes nothing.
/// </summary>
public sealed class FindDriftActivity(SystemRegistry systems, RecoveryPoints points, TimeProvider time)
{
    [Function(ActivityNames.FindDrift)]
    public async Task<Drift> Run(
        [ActivityTrigger] CycleInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var system = (await systems.GetAsync(SystemName.Parse(input.System), cancellationToken)).Definition;
        var found = new List<string>();
        await SecretAsync(
            "the vault's password", system.Vault.Password.ToString(), found, cancellationToken);
        foreach (var part in input.Parts)
        {
            var component = system.Find(ComponentName.Parse(part.Component));
            if (component is DatabaseComponent database && part.IsDatabase)
            {
                await ServersAsync(part, database, found, cancellationToken);
            }

            if (component is { HoldsData: true })
            {
                await PointAsync(system, component, found, cancellationToken);
            }
        }

        return new Drift(found);
    }

    private static async Task ServersAsync(
        CyclePart part, DatabaseComponent database, List<string> found, CancellationToken cancellationToken)
    {
        var name = database.Name.Value;
        var standby = DatabaseConnection.Parse(part.Target);
        if (await ReadAsync($"{name}: the standby", standby, found, cancellationToken) is not { } there
            || await ReadAsync($"{name}: production", database.Connection, found, cancellationToken)
                is not { } here)
        {
            return;
        }

        if (there.Version != here.Version)
        {
            found.Add($"{name}: the standby runs {there.Version}, production {here.Version}");
        }

        if (there.Connections < here.Connections)
        {
            found.Add($"{name}: it takes {there.Connections} clients at once, production {here.Connections}");
        }

        if (there.BufferPool < here.BufferPool)
        {
            found.Add($"{name}: its buffer pool has {there.BufferPool} bytes, production's {here.BufferPool}");
        }
    }

    private static async Task<ServerFacts?> ReadAsync(
        string whose, DatabaseConnection connection, List<string> found, CancellationToken cancellationToken)
    {
        try
        {
            return await ServerFacts.ReadAsync(
                await DatabaseServer.AddressAsync(connection, cancellationToken), cancellationToken);
        }
        catch (MeshException error)
        {
            found.Add($"{whose} could not be asked: {error.Message}");
            return null;
        }
    }

    private async Task PointAsync(
        SystemDefinition system,
        ComponentDefinition component,
        List<string> found,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var newest = await points.NewestAsync(system.AddressOf(component), now, cancellationToken);
        if (newest is null)
        {
            found.Add($"{component.Name}: the vault holds no verified recovery point");
        }
        else if (component is not DatabaseComponent { Log: DatabaseLog.Continuous }
            && system.RpoOf(component) is { } wanted && now - newest.ConsistencyTime > wanted)
        {
            found.Add($"{component.Name}: the newest recovery point is of {newest.ConsistencyTime:u}, "
                + $"and may be {Durations.Format(wanted)} old");
        }
    }

    private static async Task SecretAsync(
        string whose, string reference, List<string> found, CancellationToken cancellationToken)
    {
        try
        {
            await SecretResolver.ResolveAsync(reference, cancellationToken);
        }
        catch (MeshException error)
        {
            found.Add($"{whose}: {error.Message}");
        }
    }
}

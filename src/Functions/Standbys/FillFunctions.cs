using Mesh.Catalog.Runs;
using Mesh.Catalog.Systems;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Mesh.Domain.Systems;
using Mesh.Functions.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Restores;
using Mesh.Orchestrations.Runs;
using Mesh.Orchestrations.Standbys;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Functions.Standbys;

/// <summary>The steps of filling a standby. Each may be repeated.</summary>
public sealed class FillFunctions(
    FillChooser chooser, SystemRegistry systems, RunLog runs, RunStarter starter)
{
    /// <summary>Chooses what it is filled with. Changes nothing.</summary>
    [Function(ActivityNames.ChooseFill)]
    public async Task<FillChoice> Choose(
        [ActivityTrigger] FillRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await chooser.ChooseAsync(request, cancellationToken);
        }
        catch (MeshException error) when (error.ExitCode == ExitCode.BadInput)
        {
            throw new PermanentFailureException(error.Message, error);
        }
    }

    /// <summary>Enters the restore, once a name.</summary>
    [Function(ActivityNames.BeginFill)]
    public async Task<EnteredRestore> Begin(
        [ActivityTrigger] FillBegin begin, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(begin);
        var (request, choice) = (begin.Request, begin.Choice);
        var component = new ComponentAddress(
            SystemName.Parse(request.System), ComponentName.Parse(request.Component));
        var system = await systems.GetAsync(component.System, cancellationToken);
        var run = new NewRun(
            RunId.Named(component, request.At, request.Name), component, system.Revision, RunKind.Restore,
            request.By)
        {
            Point = choice.Point,
            Target = request.Target,
            Place = choice.Place.Length == 0 ? null : choice.Place,
            Overwrite = choice.Overwrite,
            Purpose = DatabaseConnection.IsMeant(request.Target) ? null : RunPurpose.Fill,
        };
        return await Entering.TryAsync(
            async () =>
            {
                var entered = await runs.RequestAsync(run, cancellationToken);
                return new EnteredRestore(
                    await starter.InputAsync(entered, cancellationToken) with { Onward = choice.Onward });
            },
            why => new EnteredRestore(null, why));
    }

    /// <summary>Says how far the restore is.</summary>
    [Function(ActivityNames.FindFill)]
    public async Task<ChildRunSeen> Find(
        [ActivityTrigger] ChildRunLook look, CancellationToken cancellationToken)
    {
        var found = await runs.GetAsync(RunId.Parse(look.RunId), cancellationToken);
        return new ChildRunSeen(
            !RunLife.IsActive(found.State),
            found.State is RunState.Succeeded or RunState.Incomplete,
            found.Error?.Cause ?? "")
        {
            InPart = found.State == RunState.Incomplete,
        };
    }
}

using Mesh.Activities.Movements;
using Mesh.Catalog.Runs;
using Mesh.Domain.Runs;
using Mesh.Domain.Systems;

namespace Mesh.Functions.Runs;

/// <summary>Checks the restores that somebody asks for, and enters them as runs.</summary>
public sealed class RestoreEntry(RestoreChooser chooser, RunLog runs)
{
    /// <summary>What would be restored. Changes nothing.</summary>
    /// <exception cref="Domain.Errors.MeshException">What is wrong with which field; the folder holds
    /// something.</exception>
    public async Task<RestoreChoice> CheckAsync(RestoreRequest wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var choice = await chooser.ChooseAsync(wanted, cancellationToken);
        if (!wanted.Overwrite && !DatabaseConnection.IsMeant(choice.Target))
        {
            // The site looks again; this tells whoever asks at once.
            RestoreTarget.RefuseUnlessEmpty(choice.Target);
        }

        return choice;
    }

    /// <summary>Enters it, once an id.</summary>
    /// <param name="wanted">What was asked for.</param>
    /// <param name="choice">What is restored.</param>
    /// <param name="id">The run's.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<RunRecord> EnterAsync(
        RestoreRequest wanted,
        RestoreChoice choice,
        RunId id,
        string by,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(choice);
        return runs.RequestAsync(
            new NewRun(id, choice.Point.Component, choice.System.Revision, RunKind.Restore, by)
            {
                Point = choice.Point.Run.Value,
                Target = choice.Target,
                Until = choice.Until,
                Place = choice.Place,
                Databases = wanted.Databases,
                Tables = wanted.Tables,
                TableAs = wanted.As,
                Overwrite = wanted.Overwrite,
            },
            cancellationToken);
    }
}

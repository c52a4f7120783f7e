using Mesh.Catalog.Downtimes;
using Mesh.Catalog.Drills;
using Mesh.Catalog.Paging;
using Mesh.Catalog.Proofs;
using Mesh.Catalog.Standbys;
using Mesh.Catalog.Systems;
using Mesh.Domain.Measures;
using Mesh.Domain.Names;
using Mesh.Domain.Standards;
using Mesh.Domain.Standbys;
using Mesh.Domain.Systems;

namespace Mesh.Catalog.Telemetry;

/// <summary>
/// How systems stand with their objectives: what is demanded, what is to be expected, and what was shown.
/// </summary>
public sealed class StandingBoard
{
    // A failed rehearsal lies between two good ones at most as often as this.
    private const int ProofsAsked = 50;

    private readonly ProtectionBoard protection;
    private readonly ProofLog proofs;
    private readonly DowntimeLog downtimes;
    private readonly CycleBook cycles;
    private readonly DrillBook drills;
    private readonly TimeProvider time;

    internal StandingBoard(
        ProtectionBoard protection,
        ProofLog proofs,
        DowntimeLog downtimes,
        CycleBook cycles,
        DrillBook drills,
        TimeProvider time)
    {
        this.drills = drills;
        this.protection = protection;
        this.proofs = proofs;
        this.downtimes = downtimes;
        this.cycles = cycles;
        this.time = time;
    }

    /// <summary>How it stands with a system now.</summary>
    public async Task<SystemStanding> OfAsync(SystemRecord system, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        var definition = system.Definition;
        var now = time.GetUtcNow();
        var held = (await protection.OfAsync(system, cancellationToken))
            .ToDictionary(each => each.Component.Component);
        var shown = new Dictionary<ComponentName, ProofRecord>();
        foreach (var component in definition.Components.Where(IsRestored))
        {
            var address = definition.AddressOf(component);
            var page = await proofs.ListAsync(address, new PageRequest(ProofsAsked), cancellationToken);
            if (page.Items.FirstOrDefault(proof => proof.Succeeded) is { } newest
                && held[component.Name].ProvenAt is not null)
            {
                shown.Add(component.Name, newest);
            }
        }

        var objectives = new List<ObjectiveStanding> { OfSystem(definition, held, shown, now) };
        var woken = await cycles.LastAsync(
            definition.Name, CycleKind.Cycle, succeeded: true, cancellationToken);
        foreach (var component in definition.Components)
        {
            objectives.AddRange(
                OfComponent(definition, component, held.GetValueOrDefault(component.Name), shown, now)
                    .Select(each => Shown(component, each, woken, now)));
        }

        var drilled = await drills.NewestSuccessAsync(definition.Name, cancellationToken);
        return await WithYearAsync(
            definition,
            [.. objectives.Select(each => DrilledStanding.Of(each, drilled, now))],
            now,
            cancellationToken);
    }

    private async Task<SystemStanding> WithYearAsync(
        SystemDefinition system,
        List<ObjectiveStanding> objectives,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var begin = new DateTimeOffset(now.Year, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var all = await downtimes.ListAsync(system.Name, begin, cancellationToken);
        var down = Downtime.Unplanned(all.Select(each => each.Span), begin, now);
        var budget = DowntimeBudget.Of(system.Objectives, now.Year);
        var availability = now > begin ? 100 * (1 - (down / (now - begin))) : 100;
        return new SystemStanding(objectives, now.Year, down, budget, availability)
        {
            Downtimes = all,
            Level = system.Objectives.Level is { } level
                ? LevelVerdict.Of(level, objectives, down, now.Year)
                : null,
        };
    }

    private static ObjectiveStanding OfSystem(
        SystemDefinition system,
        Dictionary<ComponentName, Protection> held,
        Dictionary<ComponentName, ProofRecord> shown,
        DateTimeOffset now)
    {
        // Rehearsals show how long data takes to be restored. Where hosts have to be started, live copies
        // promoted or traffic led over, only a drill could show how long all of it takes.
        var isShown = system.Failover is null
            && system.Components.All(component => IsRestored(component) && shown.ContainsKey(component.Name));
        var isKnown = system.Components.All(component =>
            (Expected(component, held) ?? ComponentFigures.Declared(component)) is not null);
        return new ObjectiveStanding(null, ObjectiveStanding.Rto, system.Objectives.WantedRto)
        {
            Predicted = isKnown
                ? RecoveryTime.Of(system, component => Expected(component, held)).Total
                : null,
            Proven = isShown
                ? RecoveryTime.Of(system, component => Taken(shown[component.Name])).Total
                : null,
            ProofAge = isShown ? now - shown.Values.Min(proof => proof.At) : null,
        };
    }

    private static IEnumerable<ObjectiveStanding> OfComponent(
        SystemDefinition system,
        ComponentDefinition component,
        Protection? held,
        Dictionary<ComponentName, ProofRecord> shown,
        DateTimeOffset now)
    {
        var proof = shown.GetValueOrDefault(component.Name);
        if (component.HoldsData)
        {
            yield return new ObjectiveStanding(
                component.Name.Value, ObjectiveStanding.Rpo, system.RpoOf(component))
            {
                Predicted = RecoveryLoss.Declared(system, component),
                // What a live or supplied copy holds is another thing than what the vault holds.
                Proven = IsRestored(component) ? held?.Rpo : null,
                ProofAge = IsRestored(component) ? now - held?.VerifiedAt : null,
            };
        }

        yield return new ObjectiveStanding(
            component.Name.Value, ObjectiveStanding.Rto, component.Objectives.Rto)
        {
            Predicted = (IsRestored(component) ? held?.PredictedRto?.Expected : null)
                ?? ComponentFigures.Declared(component),
            Proven = proof is null ? null : Taken(proof),
            ProofAge = now - proof?.At,
        };
    }

    // What a cycle brought forward and checked is as soon back, and as new, as it was found then.
    private static ObjectiveStanding Shown(
        ComponentDefinition component, ObjectiveStanding standing, CycleRecord? woken, DateTimeOffset now)
    {
        if (woken is not { EndedAt: { } at, Outcome: { } outcome }
            || component is FilesComponent
            || component.Standby is not { Class: StandbyClass.Warm })
        {
            return standing;
        }

        var seconds = standing.Name == ObjectiveStanding.Rpo ? outcome.RpoSeconds : outcome.ReadySeconds;
        return seconds is { } shown
            ? standing with { Proven = TimeSpan.FromSeconds(shown), ProofAge = now - at }
            : standing;
    }

    private static TimeSpan? Expected(
        ComponentDefinition component, Dictionary<ComponentName, Protection> held) =>
        IsRestored(component) ? held.GetValueOrDefault(component.Name)?.PredictedRto?.Expected : null;

    private static TimeSpan Taken(ProofRecord proof) =>
        TimeSpan.FromSeconds(proof.Stages.Sum(stage => stage.Seconds));

    private static bool IsRestored(ComponentDefinition component) =>
        component.HoldsData && component.Standby is null or { Class: StandbyClass.Cold };
}

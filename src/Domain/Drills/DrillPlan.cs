using System.Diagnostics;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Sites;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Drills;

/// <summary>
/// What a drill does, made from the steps of the system's failover: the same, in the same order, each with
/// what can be shown of it in a sealed place. Data that no step of the failover moves is restored too.
/// </summary>
public static class DrillPlan
{
    private const string Goes = "production goes on, so that it is passed over";
    private const string Unasked = "the voters are asked for no epoch; production keeps its own";
    private const string Unfenced = "production goes on and nothing is fenced; no evidence is gathered";
    private const string Untouched = "clients are led nowhere: what leads them is asked whether it could";
    private const string Nobody = "nobody is asked, as if it had been confirmed at once";
    private const string Unrun = "no script is run: it is made for the real move";
    private const string Unstarted =
        "no host is started as production: the rehearsal of its owner starts what it needs, at the check";
    private const string Hosted = "the rehearsal that its owner has declared with the agent";
    private const string Led = "what leads clients is asked whether it could lead them there; none is led";
    private const string Restored = "the newest recovery point and its log, in a sealed scratch server";
    private const string Filed = "the newest recovery point, in a scratch folder, compared file by file";
    private const string Canary = "the scratch server takes a write and gives it back";

    /// <summary>The steps, in their order.</summary>
    /// <param name="system">The system.</param>
    /// <param name="failover">The steps of its failover, as they would run.</param>
    /// <exception cref="MeshException"><c>no-way</c>: there is no data that could be restored.</exception>
    public static IReadOnlyList<DrillStep> Of(SystemDefinition system, IReadOnlyList<RunbookStep> failover)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(failover);
        if (!system.Components.Any(component => component.HoldsData))
        {
            throw new MeshException(
                "no-way", system.Name.Value, "no component of it has data that could be restored",
                "drill a system with a database or files", ExitCode.BadInput);
        }

        var mapped = failover.Select(step => Of(step, system)).ToList();
        var left = InOrder(system)
            .Where(component => component.HoldsData && !mapped.Exists(step =>
                step.Restores && step.Component == component.Name.Value))
            .Select(Restore)
            .ToList();
        var place = mapped.FindIndex(step => step.Phase > RunbookPhase.CatchUp
            && step.Phase != RunbookPhase.Protect);
        mapped.InsertRange(place < 0 ? mapped.Count : place, left);
        return mapped;
    }

    private static DrillStep Of(RunbookStep step, SystemDefinition system)
    {
        var component = step.Component.Length == 0
            ? null
            : system.Find(ComponentName.Parse(step.Component));
        var (treatment, why) = Treatment(step, component);
        var rehearsed = treatment == DrillTreatment.Rehearsed;
        return new DrillStep(step.Id, step.Phase, step.Title, treatment, why)
        {
            Component = step.Component,
            Restores = rehearsed && (step.Verb == SiteVerb.CatchUp || step.Action == RunbookAction.Fill),
            Promotes = rehearsed && step.Verb == SiteVerb.Promote,
            Asks = rehearsed && component is HostsComponent or TrafficComponent,
        };
    }

    private static (DrillTreatment Treatment, string Why) Treatment(
        RunbookStep step, ComponentDefinition? component) => step switch
        {
            { Action: RunbookAction.WinEpoch } => (DrillTreatment.Simulated, Unasked),
            { Action: RunbookAction.Fence } => (DrillTreatment.Simulated, Unfenced),
            { Action: RunbookAction.Confirm } => (DrillTreatment.Simulated, Nobody),
            { Verb: SiteVerb.Run } => (DrillTreatment.NotDrilled, Unrun),
            { Verb: SiteVerb.Switch } => (DrillTreatment.Rehearsed, Led),
            { Verb: SiteVerb.Check } when component is HostsComponent => (DrillTreatment.Rehearsed, Hosted),
            _ when component is TrafficComponent => (DrillTreatment.Simulated, Untouched),
            _ when component is HostsComponent => (DrillTreatment.Simulated, Unstarted),
            { Verb: SiteVerb.CatchUp } or { Action: RunbookAction.Fill }
                when component is DatabaseComponent => (DrillTreatment.Rehearsed, Restored),
            { Verb: SiteVerb.Promote } when component is DatabaseComponent =>
                (DrillTreatment.Rehearsed, Canary),
            { Action: RunbookAction.Order, Verb: SiteVerb.Follow or SiteVerb.Fence or SiteVerb.Drain } =>
                (DrillTreatment.Simulated, Goes),
            { Action: RunbookAction.Order } =>
                (DrillTreatment.NotDrilled, "nothing of it can be shown in a sealed place yet"),
            _ => (DrillTreatment.Simulated, Goes),
        };

    private static DrillStep Restore(ComponentDefinition component) => new(
        $"restore-{component.Name}",
        RunbookPhase.CatchUp,
        $"{component.Name}: restore it from the vault",
        DrillTreatment.Rehearsed,
        component is DatabaseComponent ? Restored : Filed)
    {
        Component = component.Name.Value,
        Restores = true,
        Promotes = component is DatabaseComponent,
    };

    // What others need comes first. Circles are refused by the manifest.
    private static List<ComponentDefinition> InOrder(SystemDefinition system)
    {
        var ordered = new List<ComponentDefinition>();
        while (ordered.Count < system.Components.Count)
        {
            ordered.Add(system.Components.FirstOrDefault(component =>
                !ordered.Contains(component)
                && component.DependsOn.All(name =>
                    ordered.Exists(done => done.Name == name) || system.Find(name) is null))
                ?? throw new UnreachableException("the components depend on each other in a circle"));
        }

        return ordered;
    }
}

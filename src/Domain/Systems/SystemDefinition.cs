using Mesh.Domain.Advice;
using Mesh.Domain.Drills;
using Mesh.Domain.Names;
using Mesh.Domain.Retention;
using Mesh.Domain.Schedules;
using Mesh.Domain.Standbys;

namespace Mesh.Domain.Systems;

/// <summary>
/// What the owner of a system declares: where it lives, what is protected, how well and how often.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Sites">The places it lives in.</param>
/// <param name="Vault">The repository its recovery points are kept in.</param>
/// <param name="Components">What is protected.</param>
public sealed record SystemDefinition(
    SystemName Name,
    IReadOnlyList<Site> Sites,
    VaultSettings Vault,
    IReadOnlyList<ComponentDefinition> Components)
{
    /// <summary>What it is, in the owner's words.</summary>
    public string? Description { get; init; }

    /// <summary>What the owner demands.</summary>
    public Objectives Objectives { get; init; } = new();

    /// <summary>
    /// When its components are backed up, unless one has a schedule of its own; null: on request only.
    /// </summary>
    public Schedule? Schedule { get; init; }

    /// <summary>What of its recovery points is kept, unless a component has rules of its own.</summary>
    public RetentionRules Retention { get; init; } = RetentionRules.KeepAll;

    /// <summary>How its sites stand to each other.</summary>
    public Architecture Architecture { get; init; }

    /// <summary>A third place with a vote on which site is production; null: promotion is manual.</summary>
    public Witness? Witness { get; init; }

    /// <summary>How it fails over; null: only when somebody asks for it.</summary>
    public FailoverRules? Failover { get; init; }

    /// <summary>How often its failover is drilled; null: only when somebody asks for it.</summary>
    public DrillRules? Drills { get; init; }

    /// <summary>What standbys cost, for advice; null: nothing is reckoned.</summary>
    public Prices? Prices { get; init; }

    /// <summary>
    /// Whether anything of disaster recovery is declared: a standby, a failover, a witness, or a level.
    /// </summary>
    public bool DeclaresRecovery =>
        Failover is not null || Witness is not null || Objectives.Level is not null
        || Components.Any(component => component.Standby is not null);

    /// <summary>The site it runs at as long as all is well; null where the declaration names none.</summary>
    public Site? Production => Sites.FirstOrDefault(site => site.Role == SiteRole.Production);

    /// <summary>A component by its name; null when there is none.</summary>
    public ComponentDefinition? Find(ComponentName name) =>
        Components.FirstOrDefault(component => component.Name == name);

    /// <summary>
    /// The schedule that holds for a component; null: on request only, and for one without data never.
    /// </summary>
    public Schedule? ScheduleOf(ComponentDefinition component) =>
        component.HoldsData ? component.Schedule ?? Schedule : null;

    /// <summary>The RPO that is demanded of a component; null where none is, or it has no data.</summary>
    public TimeSpan? RpoOf(ComponentDefinition component) =>
        component.HoldsData ? component.Objectives.Rpo ?? Objectives.WantedRpo : null;

    /// <summary>The retention that holds for a component.</summary>
    public RetentionRules RetentionOf(ComponentDefinition component) => component.Retention ?? Retention;

    /// <summary>The address of a component.</summary>
    public ComponentAddress AddressOf(ComponentDefinition component) => new(Name, component.Name);
}

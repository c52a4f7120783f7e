using Mesh.Domain.Names;
using Mesh.Domain.Retention;
using Mesh.Domain.Schedules;

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

    /// <summary>A component by its name; null when there is none.</summary>
    public ComponentDefinition? Find(ComponentName name) =>
        Components.FirstOrDefault(component => component.Name == name);

    /// <summary>The schedule that holds for a component; null: on request only.</summary>
    public Schedule? ScheduleOf(ComponentDefinition component) => component.Schedule ?? Schedule;

    /// <summary>The retention that holds for a component.</summary>
    public RetentionRules RetentionOf(ComponentDefinition component) => component.Retention ?? Retention;

    /// <summary>The address of a component.</summary>
    public ComponentAddress AddressOf(ComponentDefinition component) => new(Name, component.Name);
}

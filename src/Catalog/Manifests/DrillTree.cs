using System.Text.Json.Nodes;
using Mesh.Domain.Drills;
using Mesh.Domain.Schedules;

namespace Mesh.Catalog.Manifests;

/// <summary>The fields of drills in their canonical order.</summary>
internal static class DrillTree
{
    public static JsonObject? Of(DrillRules? rules) => rules is null ? null : SystemTree.Fields(
        ("every", rules.Every is { } every ? Durations.Format(every) : null),
        ("timeZone", rules.At is null ? null : rules.TimeZone.Value),
        ("at", rules.At?.Value),
        ("auto", rules.Auto ? true : null),
        ("by", SystemTree.Texts(rules.By)),
        ("asserts", rules.Asserts.Count == 0 ? null : SystemTree.List(rules.Asserts.Select(each =>
            SystemTree.Fields(
                ("component", each.Component.Value),
                ("assertions", SystemTree.List(each.Assertions.Select(SystemTree.Assertion))))))));
}

using System.Text;
using System.Text.Json.Nodes;
using Mesh.Catalog.Manifests;
using Mesh.Domain.Spelling;
using Mesh.Domain.Systems;

namespace Mesh.Catalog.Diffs;

/// <summary>How two states of a system differ, field by field.</summary>
/// <param name="System">The system's name.</param>
/// <param name="Kind">What happens to the system as a whole.</param>
/// <param name="Fields">The fields that differ, in the canonical order.</param>
public sealed record SystemDiff(string System, ChangeKind Kind, IReadOnlyList<FieldChange> Fields)
{
    /// <summary>True when nothing differs.</summary>
    public bool IsEmpty => Kind == ChangeKind.Unchanged;

    /// <summary>The difference between two states; one of them may be null, for not being there.</summary>
    public static SystemDiff Between(SystemDefinition? before, SystemDefinition? after)
    {
        var name = (after ?? before ?? throw new ArgumentNullException(nameof(after))).Name.Value;
        var old = before is null ? [] : FlatFields.Of(SystemTree.Of(before));
        var young = after is null ? [] : FlatFields.Of(SystemTree.Of(after));
        var fields = young.Keys.Union(old.Keys)
            .Select(field => Compare(field, old.GetValueOrDefault(field), young.GetValueOrDefault(field)))
            .Where(change => change.Kind != ChangeKind.Unchanged)
            .ToList();
        var kind = before is null ? ChangeKind.Created
            : after is null ? ChangeKind.Removed
            : fields.Count == 0 ? ChangeKind.Unchanged
            : ChangeKind.Changed;
        return new SystemDiff(name, kind, fields);
    }

    /// <summary>A line for the system and one for each field, as people read it.</summary>
    public string ToText()
    {
        var text = new StringBuilder($"system {System}: {Words.Of(Kind)}\n");
        foreach (var (kind, field, before, after) in Fields)
        {
            text.Append(kind switch
            {
                ChangeKind.Created => $"  + {field}: {after}\n",
                ChangeKind.Removed => $"  - {field}: {before}\n",
                _ => $"  ~ {field}: {before} -> {after}\n",
            });
        }

        return text.ToString();
    }

    /// <summary>The same for machines.</summary>
    public JsonObject ToJson() => new()
    {
        ["system"] = System,
        ["change"] = Words.Of(Kind),
        ["fields"] = new JsonArray([.. Fields.Select(field => new JsonObject
        {
            ["change"] = Words.Of(field.Kind),
            ["field"] = field.Field,
            ["before"] = field.Before,
            ["after"] = field.After,
        })]),
    };

    private static FieldChange Compare(string field, string? before, string? after) => new(
        before == after ? ChangeKind.Unchanged
        : before is null ? ChangeKind.Created
        : after is null ? ChangeKind.Removed
        : ChangeKind.Changed,
        field,
        before,
        after);
}

using System.Text.Json.Nodes;
using Mesh.Catalog.Diffs;

namespace Mesh.Functions.Systems;

/// <summary>What applying a manifest did, or would do.</summary>
/// <param name="Applied">False for a dry run, and where nothing differed.</param>
/// <param name="Changed">Whether anything differs.</param>
/// <param name="Revision">The revision afterwards; for a dry run the one compared with, 0 for none.</param>
/// <param name="Diff">The difference for machines.</param>
/// <param name="Text">The difference for people.</param>
public sealed record AppliedView(
    bool Applied, bool Changed, int Revision, JsonObject Diff, string Text)
{
    internal static AppliedView Of(bool applied, int revision, SystemDiff diff) =>
        new(applied, !diff.IsEmpty, revision, diff.ToJson(), diff.ToText());
}

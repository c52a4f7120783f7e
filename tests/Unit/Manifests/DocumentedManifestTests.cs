using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Catalog.Manifests;
using Mesh.Tests.Kit;
using Mesh.Tests.Unit.Catalog;

namespace Mesh.Tests.Unit.Manifests;

/// <summary>The manifests in the documents are read by what they document.</summary>
public partial class DocumentedManifestTests
{
    [Theory]
    [InlineData("docs/SYSTEMS.md")]
    [InlineData("README.md")]
    public async Task Every_manifest_in_a_document_can_be_applied(string document)
    {
        var examples = Examples(document);
        Assert.NotEmpty(examples);

        foreach (var example in examples)
        {
            using var catalog = new ScratchCatalog();
            var system = SystemManifest.Read(example, document);

            var applied = await catalog.Systems.ApplyAsync(system, "reader", null, default);
            var again = await catalog.Systems.ApplyAsync(
                SystemManifest.Read(SystemManifest.ToYaml(applied.System.Definition), "again"),
                "reader",
                null,
                default);

            Assert.False(applied.Diff.IsEmpty);
            Assert.True(again.Diff.IsEmpty, again.Diff.ToText());
        }
    }

    [Fact]
    public void The_reference_has_a_row_for_every_field_of_its_examples()
    {
        var fields = new HashSet<string>();
        foreach (var example in Examples("docs/SYSTEMS.md"))
        {
            Collect(SystemManifest.ToJson(SystemManifest.Read(example, "SYSTEMS.md")), fields);
        }

        var rows = Read("docs/SYSTEMS.md").Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1]);
        var documented = string.Join(' ', rows);

        Assert.InRange(fields.Count, 60, 90);
        Assert.All(fields, field => Assert.Contains($"`{field}`", documented, StringComparison.Ordinal));
    }

    private static List<string> Examples(string document) =>
        [.. Manifest().Matches(Read(document)).Select(match => match.Groups[1].Value)];

    private static string Read(string document) =>
        File.ReadAllText(Path.Combine(RepositoryRoot.FullPath, document));

    private static void Collect(JsonNode? node, HashSet<string> fields)
    {
        if (node is JsonObject map)
        {
            foreach (var (name, value) in map)
            {
                fields.Add(name);
                Collect(value, fields);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Collect(item, fields);
            }
        }
    }

    [GeneratedRegex("```yaml\n((?:#[^\n]*\n)*apiVersion:.*?)```", RegexOptions.Singleline)]
    private static partial Regex Manifest();
}

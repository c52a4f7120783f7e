using Mesh.Catalog.Diffs;
using Mesh.Catalog.Manifests;
using Mesh.Tests.Kit;
using Mesh.Tests.Unit.Standbys;
using Xunit.Abstractions;

namespace Mesh.Tests.Unit.Manifests;

/// <summary>Manifests with random damage: read or refused with a place, never anything else.</summary>
public class MutatedManifestTests(ITestOutputHelper output)
{
    private const string Pieces = "{}[]:,-#&*!|>'\"%@`?\t\n\r \\\0\u2028ÿ🙂azAZ09~=.";

    private static readonly string[] Whole =
        ["null", "true", "<<: ", "- - -", "? x", "!!binary", "&a", "*a", "...", "---", "1e999", "0x7f", "kind: System"];

    [Fact]
    public void Whatever_is_written_is_read_or_refused_with_its_place()
    {
        var random = Seed.NewRandom(output);
        var manifest = Manifest();
        var (read, refused) = (0, 0);
        for (var round = 0; round < 3000; round++)
        {
            var damaged = round % 2 == 0 ? manifest : RecoverySample.Yaml;
            for (var damage = random.Next(1, 4); damage > 0; damage--)
            {
                damaged = Damage(damaged, random);
            }

            try
            {
                var system = SystemManifest.Read(damaged, "damaged.yaml");
                var again = SystemManifest.Read(SystemManifest.ToYaml(system), "again.yaml");
                Assert.True(SystemDiff.Between(system, again).IsEmpty, damaged);
                read++;
            }
            catch (InvalidManifestException refusal)
            {
                Assert.NotEmpty(refusal.Problems);
                Assert.All(refusal.Problems, problem =>
                    Assert.True(
                        problem is { Line: > 0, Column: > 0, Cause.Length: > 0 }, problem.ToString()));
                refused++;
            }
            catch (Exception other) when (other is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{other}\n{damaged}");
            }
        }

        output.WriteLine($"{read} read, {refused} refused");
        Assert.True(read > 100 && refused > 100);
    }

    private static string Manifest()
    {
        var document = File.ReadAllText(Path.Combine(RepositoryRoot.FullPath, "docs/SYSTEMS.md"));
        var begin = document.IndexOf("apiVersion: mesh/v1", StringComparison.Ordinal);
        return document[begin..document.IndexOf("```", begin, StringComparison.Ordinal)];
    }

    private static string Damage(string text, Random random)
    {
        var at = random.Next(text.Length);
        var length = random.Next(Math.Min(12, text.Length - at));
        return random.Next(6) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, Pieces[random.Next(Pieces.Length)].ToString()),
            2 => text.Insert(at, Whole[random.Next(Whole.Length)]),
            3 => text.Insert(random.Next(text.Length), text.Substring(at, length)),
            4 => text[..at] + new string(Pieces[random.Next(Pieces.Length)], 40) + text[at..],
            _ => SwapLines(text, random),
        };
    }

    private static string SwapLines(string text, Random random)
    {
        var lines = text.Split('\n');
        var (one, other) = (random.Next(lines.Length), random.Next(lines.Length));
        (lines[one], lines[other]) = (lines[other], lines[one]);
        return string.Join('\n', lines);
    }
}

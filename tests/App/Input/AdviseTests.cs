using System.Text.Json;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;

namespace Mesh.Tests.App.Input;

/// <summary><c>mesh system advise</c>, on the example of the documents and without any data folder.</summary>
public sealed class AdviseTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    [Fact]
    public async Task The_documented_example_gets_advice_for_people_and_for_programs()
    {
        File.WriteAllText(folder["shop.yaml"], Example());

        var people = await AdviseAsync("shop.yaml");
        var programs = await AdviseAsync("shop.yaml", "--json");

        Assert.Equal((0, 0), (people.ExitCode, programs.ExitCode));
        Assert.Contains("warm at munich does not do:", people.Output, StringComparison.Ordinal);
        Assert.Contains(
            "hot, semi-sync, block at munich is the cheapest", people.Output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(programs.Output);
        Assert.Equal(
            "hot", document.RootElement.GetProperty("chosen").GetProperty("class").GetString());
        Assert.Equal(5, document.RootElement.GetProperty("options").GetArrayLength());
    }

    [Fact]
    public async Task Where_nothing_meets_the_objectives_the_exit_code_says_so()
    {
        File.WriteAllText(folder["shop.yaml"], Example().Replace(
            "level: jrt0168-5", "level: jrt0168-5\n  rto: 1m", StringComparison.Ordinal));

        var advice = await AdviseAsync("shop.yaml");

        Assert.Equal(1, advice.ExitCode);
        Assert.Contains("None of these meets the objectives", advice.Output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static string Example()
    {
        var document = File.ReadAllText(Path.Combine(RepositoryRoot.FullPath, "docs/SYSTEMS.md"));
        var begin = document.IndexOf(
            "apiVersion", document.IndexOf("## Disaster recovery", StringComparison.Ordinal),
            StringComparison.Ordinal);
        return document[begin..document.IndexOf("```", begin, StringComparison.Ordinal)];
    }

    private Task<CommandResult> AdviseAsync(string file, params string[] more) =>
        Command.RunAsync(ServerProcess.Program, ["system", "advise", folder[file], .. more]);
}

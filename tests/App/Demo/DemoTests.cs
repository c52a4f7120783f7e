using System.Text.Json;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.App.Demo;

/// <summary>The main job, as a newcomer runs it.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    [Fact]
    public Task The_demo_runs_on_a_folder() => RunAsync("folder");

    [AzuriteFact]
    public Task The_demo_runs_on_Azurite() => RunAsync("azurite");

    public void Dispose() => folder.Dispose();

    private async Task RunAsync(string storage)
    {
        var source = Fill();
        var before = Directory.GetLastWriteTimeUtc(source);

        var run = await Command.RunAsync(
            ServerProcess.Program, ["demo", "--path", source, "--storage", storage, "--json"]);

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        using var document = JsonDocument.Parse(run.Output);
        var report = document.RootElement;
        Assert.True(report.GetProperty("equal").GetBoolean());
        Assert.Equal(40, report.GetProperty("full").GetProperty("files").GetInt64());
        Assert.Equal(40, report.GetProperty("full").GetProperty("filesRead").GetInt64());
        Assert.InRange(report.GetProperty("incremental").GetProperty("filesRead").GetInt64(), 1, 39);
        Assert.Equal(
            report.GetProperty("incremental").GetProperty("files").GetInt64(),
            report.GetProperty("restore").GetProperty("files").GetInt64());
        foreach (var step in (string[])["full", "incremental", "restore"])
        {
            Assert.True(report.GetProperty(step).GetProperty("bytes").GetInt64() > 0);
            Assert.True(report.GetProperty(step).GetProperty("seconds").GetDouble() > 0);
        }

        Assert.True(report.GetProperty("rpoSeconds").GetDouble() > 0);
        Assert.Equal(before, Directory.GetLastWriteTimeUtc(source));
        Assert.Equal(40, Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Count());
    }

    private string Fill()
    {
        var random = new Random(7);
        var source = Directory.CreateDirectory(folder["source"]).FullName;
        for (var i = 0; i < 40; i++)
        {
            var below = Directory.CreateDirectory(Path.Combine(source, $"folder {i % 5}")).FullName;
            var content = new byte[random.Next(200_000)];
            random.NextBytes(content);
            File.WriteAllBytes(Path.Combine(below, $"file {i}"), content);
        }

        return source;
    }
}

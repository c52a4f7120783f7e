using System.Text.RegularExpressions;
using Mesh.Runtime.Durable;
using Mesh.Runtime.Durable.Testing;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.App.Contract;

/// <summary>
/// The golden histories: read where the tests were built to, recorded where their sources are.
/// </summary>
internal static partial class Histories
{
    public static RecordedHistory Read(string name) => RecordedHistory.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Contract", "histories", $"{name}.json")));

    /// <summary>Records the history of an instance that has ended, where that is asked for.</summary>
    public static Task RecordAsync(TestApp app, string instance, string name) => IsAsked
        ? SaveAsync(app, instance, name)
        : Task.CompletedTask;

    /// <summary>Whether histories are to be recorded anew.</summary>
    public static bool IsAsked => Environment.GetEnvironmentVariable("MESH_RECORD") is not null;

    /// <summary>Records the history of an instance that has ended.</summary>
    public static async Task SaveAsync(TestApp app, string instance, string name)
    {
        var engine = app.Services.GetRequiredService<IDurableAdministration>();
        await SaveAsync((await engine.ExportHistoryAsync(instance))!, name);
    }

    public static Task SaveAsync(RecordedHistory history, string name) => File.WriteAllTextAsync(
        Path.Combine(RepositoryRoot.FullPath, "tests", "App", "Contract", "histories", $"{name}.json"),
        Scratch().Replace(history.ToJson(), "/scratch") + "\n");

    [GeneratedRegex("/[a-z0-9/]*/mesh-test-[A-Za-z0-9]+")]
    private static partial Regex Scratch();
}

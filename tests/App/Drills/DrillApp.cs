using System.Text;
using System.Text.Json.Nodes;
using Mesh.Domain.Evidence;
using Mesh.Functions.Drills;
using Mesh.Functions.Runs;
using Mesh.Tests.App.Databases;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit.MariaDb;

namespace Mesh.Tests.App.Drills;

/// <summary>An app whose system has files and a database, to be drilled.</summary>
internal static class DrillApp
{
    public const string Bank = """
        CREATE DATABASE bank; CREATE TABLE bank.ledger (id INT PRIMARY KEY AUTO_INCREMENT, amount INT);
        INSERT INTO bank.ledger (amount) VALUES (5), (-5);
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <param name="source">The database.</param>
    /// <param name="log"><c>off</c> or <c>continuous</c>.</param>
    /// <param name="more">More top-level fields of the manifest.</param>
    /// <param name="tick">When timers run; null: never.</param>
    public static Task<TestApp> StartAsync(
        MariaDbServer source, string log = "off", string more = "", string? tick = null)
    {
        var settings = new Dictionary<string, string> { ["MESH_CAPTURE_SECONDS"] = "2" };
        if (tick is not null)
        {
            settings["MESH_SCHEDULE_TICK"] = tick;
        }

        return TestApp.StartAsync(new TestAppOptions
        {
            Manifest =
                $"  - {{name: ledger, kind: database, log: {log}, "
                + $"connection: '{LogApp.Connection(source)}'}}\n"
                + more,
            Settings = settings,
        });
    }

    /// <summary>Backs components up; both where none is named.</summary>
    public static async Task BackUpAsync(TestApp app, Random random, params string[] components)
    {
        app.Fill(random, 20, 20_000);
        foreach (var component in components.Length > 0 ? components : [TestApp.Component, "ledger"])
        {
            var asked = await app.Api.RequestBackupAsync(
                new BackupRequest(TestApp.System, component), default);
            var run = await app.EndAsync(asked.Runs[0]);
            Assert.True(run.State == "succeeded", $"{run.Error?.Cause}\n{app.Log}");
        }
    }

    public static Task<DrillView> RequestAsync(TestApp app, bool ask = false) =>
        app.Api.RequestDrillAsync(new DrillRequest(TestApp.System, "ann", ask), default);

    /// <summary>Waits until a drill looks as wanted.</summary>
    public static async Task<DrillView> UntilAsync(TestApp app, DrillView drill, Func<DrillView, bool> wanted)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!wanted(drill))
        {
            Assert.False(limit.IsCancellationRequested, $"{drill}\n{app.Log}");
            await Task.Delay(50);
            drill = await app.Api.GetDrillAsync(drill.Id, default);
        }

        return drill;
    }

    public static Task<DrillView> EndAsync(TestApp app, DrillView drill) =>
        UntilAsync(app, drill, each => each.IsOver());

    /// <summary>The evidence of a drill, which has to be as it was signed with the app's key.</summary>
    public static async Task<JsonObject> EvidenceAsync(TestApp app, DrillView drill)
    {
        var key = EvidenceKey.Read((await app.Api.GetDrillKeyAsync(default)).PublicKey);
        Assert.True(key.IsValid);
        var text = (await app.Api.ExportDrillAsync(drill.Id, default)).Text;
        return SignedEvidence.Verify(Encoding.UTF8.GetBytes(text), drill.Id, key.Value).Tree();
    }

    /// <summary>What scratch folders and locks of the vault are left.</summary>
    public static IReadOnlyList<string> Left(TestApp app) =>
    [
        .. Entries(Path.Combine(app.Data, "scratch")), .. Entries(Path.Combine(app.VaultFolder, "locks")),
    ];

    private static string[] Entries(string folder) =>
        Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder) : [];
}

using System.Diagnostics;
using Mesh.Catalog.Alerts;
using Mesh.Domain.Alerts;
using Mesh.Domain.Names;
using Mesh.Functions.Alerts;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.App.Notices;

/// <summary>Alerts that go out of the whole app to real receivers.</summary>
public sealed class NotificationTests
{
    private static readonly ComponentAddress Documents = ComponentAddress.Parse("shop/documents");

    [Fact]
    public async Task What_is_raised_is_told_also_after_a_restart_and_who_refuses_is_told_of_to_the_others()
    {
        using var hooks = new Hooks();
        await using var app = await StartAsync(hooks, "takes", "refuses");
        await RaiseAsync(app, AlertSeverity.Critical);
        await app.RestartAsync();

        await UntilAsync(app, () => hooks.Taken.Count >= 2);
        var told = hooks.Taken.ToArray();
        var alerts = (await app.Api.ListAlertsAsync("", default)).Items;

        Assert.Contains(told, each => each.Text.Contains("mesh alerts ack alert-1 --by", StringComparison.Ordinal));
        Assert.Contains(told, each => each.Text.Contains("refuses", StringComparison.Ordinal));
        var refuses = Assert.Single(alerts, alert => alert.Code == AlertCode.TargetRefuses);
        Assert.Equal("refuses", refuses.Subject);
        Assert.Equal(1, hooks.Refused);
        Assert.Contains(
            alerts.Single(alert => alert.Id == "alert-1").Untold,
            untold => untold.StartsWith("refuses will not be told", StringComparison.Ordinal));
        await RaiseAsync(app, AlertSeverity.Critical);
        var seen = await Command.RunAsync(
            ServerProcess.Program, ["alerts", "ack", "alert-1", "--by", "ann", "--data", app.Data]);
        Assert.True(seen.ExitCode == 0, seen.Errors);
        Assert.Equal("ann", (await app.Api.ListAlertsAsync("", default)).Items
            .Single(alert => alert.Id == "alert-1").AcknowledgedBy);
        Assert.DoesNotContain(Hook.Secret, app.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_is_away_is_said_and_gets_its_message_when_it_is_back()
    {
        using var hooks = new Hooks();
        await using var app = await StartAsync(hooks, "away");
        await RaiseAsync(app, AlertSeverity.Warning);
        AlertView? alert = null;
        await UntilAsync(app, async () =>
        {
            alert = Assert.Single((await app.Api.ListAlertsAsync("", default)).Items);
            return alert.Untold.Count > 0;
        });
        Assert.Contains("away is not told yet", alert!.Untold[0], StringComparison.Ordinal);
        Assert.Contains("503", alert.Untold[0], StringComparison.Ordinal);

        hooks.Back = true;
        await UntilAsync(app, () => !hooks.Taken.IsEmpty);

        await UntilAsync(app, async () =>
            (await app.Api.ListAlertsAsync("", default)).Items[0].Untold.Count == 0);
        Assert.Single(hooks.Taken.Select(each => each.Id).Distinct());
    }

    private static async Task<TestApp> StartAsync(Hooks hooks, params string[] targets)
    {
        var app = await TestApp.StartAsync(new TestAppOptions
        {
            Settings = new Dictionary<string, string> { ["MESH_SCHEDULE_TICK"] = "* * * * * *" },
        });
        File.WriteAllText(app.Folder["hook"], Hook.Secret);
        File.WriteAllText(Path.Combine(app.Data, "notifications.yaml"), $"""
            apiVersion: mesh/v1
            kind: Notifications
            targets:
            {string.Join('\n', targets.Select(name =>
                $"- {{name: {name}, kind: webhook, url: '{hooks.Url}{name}', secret: 'file:{app.Folder["hook"]}'}}"))}
            """);
        return app;
    }

    private static Task RaiseAsync(TestApp app, AlertSeverity severity) =>
        app.Services.GetRequiredService<AlertBoard>().RaiseAsync(
            Documents, AlertCode.ProofFailed, "", severity, "no room is left", default);

    private static Task UntilAsync(TestApp app, Func<bool> done) =>
        UntilAsync(app, () => Task.FromResult(done()));

    private static async Task UntilAsync(TestApp app, Func<Task<bool>> done)
    {
        var began = Stopwatch.StartNew();
        while (!await done())
        {
            Assert.True(began.Elapsed < TimeSpan.FromMinutes(1), app.Log.ToString());
            await Task.Delay(50);
        }
    }

    private static class Hook
    {
        public const string Secret = "0123456789abcdef-hook";
    }
}

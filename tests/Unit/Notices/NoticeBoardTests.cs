using Mesh.Catalog.Alerts;
using Mesh.Catalog.Manifests;
using Mesh.Catalog.Notices;
using Mesh.Domain.Alerts;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Tests.Unit.Catalog;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.Unit.Notices;

/// <summary>What people are told, and what is left of it in the catalogue.</summary>
public class NoticeBoardTests
{
    private const string File = """
        apiVersion: mesh/v1
        kind: Notifications
        targets:
          - {name: ops, kind: webhook, url: 'https://ops.example/hook', secret: 'env:OPS'}
          - {name: pager, kind: webhook, url: 'https://pager.example/', secret: 'env:P', severity: critical}
          - name: boss
            kind: mail
            after: 15m
            severity: critical
            host: mail.example
            from: mesh@example.org
            to: [boss@example.org]
            user: mesh
            password: file:/etc/mesh/mail
        """;

    private static readonly SystemName Orders = SystemName.Parse("orders");

    private static IReadOnlyList<NotificationTarget> Targets { get; } = NotificationFile.Read(File, "x");

    [Fact]
    public async Task A_storm_of_a_thousand_alerts_is_a_handful_of_messages_that_name_all()
    {
        using var catalog = new ScratchCatalog();
        for (var number = 0; number < 1000; number++)
        {
            await RaiseAsync(catalog, $"log-{number}", AlertSeverity.Warning);
        }

        var plan = await Board(catalog).PlanAsync(Orders, Targets, default);
        var again = await Board(catalog).PlanAsync(Orders, Targets, default);

        Assert.InRange(plan.Due.Count, 1, 5);
        Assert.Equal(plan.Due, again.Due);
        var texts = new List<string>();
        foreach (var id in plan.Due)
        {
            texts.Add((await Board(catalog).FindAsync(id, default))!.Text);
        }

        var all = string.Concat(texts);
        Assert.All(
            Enumerable.Range(1, 1000),
            number => Assert.Contains($"  alert-{number}  ", all, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_alert_is_told_once_to_whom_it_concerns_and_again_where_it_becomes_graver()
    {
        using var catalog = new ScratchCatalog();
        await RaiseAsync(catalog, "", AlertSeverity.Warning);
        await RaiseAsync(catalog, "", AlertSeverity.Warning);
        Assert.Equal(["ops"], await SendAllAsync(catalog));
        Assert.Empty(await SendAllAsync(catalog));

        await RaiseAsync(catalog, "", AlertSeverity.Critical);
        await RaiseAsync(catalog, "", AlertSeverity.Critical);

        Assert.Equal(["ops", "pager"], await SendAllAsync(catalog));
        Assert.Equal(2, catalog.Count("SELECT count(*) FROM Notices"));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("acknowledged")]
    [InlineData("cleared")]
    public async Task Who_is_called_late_is_called_where_nobody_sees_to_it(string seen)
    {
        using var catalog = new ScratchCatalog();
        await RaiseAsync(catalog, "", AlertSeverity.Critical);
        Assert.Equal(["ops", "pager"], await SendAllAsync(catalog));
        var waits = await Board(catalog).PlanAsync(Orders, Targets, default);
        Assert.Equal(catalog.Time.GetUtcNow().AddMinutes(15), waits.Next);
        if (seen == "acknowledged")
        {
            await Board(catalog).AcknowledgeAsync("alert-1", "ann", default);
            await Board(catalog).AcknowledgeAsync("alert-1", "bob", default);
        }
        else if (seen == "cleared")
        {
            await Alerts(catalog).ClearAsync(ScratchCatalog.Documents, "proof-failed", "", default);
        }

        catalog.Time.Advance(TimeSpan.FromMinutes(15));

        Assert.Equal(seen == "nobody" ? ["boss"] : [], await SendAllAsync(catalog));
        Assert.Null((await Board(catalog).PlanAsync(Orders, Targets, default)).Next);
        Assert.Equal(
            seen == "acknowledged" ? "ann" : null,
            (await Board(catalog).StandingAsync("alert-1", default)).AcknowledgedBy);
    }

    [Fact]
    public async Task What_is_sent_in_vain_waits_says_so_and_is_sent_again_under_its_name()
    {
        using var catalog = new ScratchCatalog();
        await RaiseAsync(catalog, "", AlertSeverity.Warning);
        var id = Assert.Single((await Board(catalog).PlanAsync(Orders, Targets, default)).Due);

        await Board(catalog).PostponeAsync(id, "nobody answers", TimeSpan.FromMinutes(1), default);
        await RaiseAsync(catalog, "other", AlertSeverity.Warning);
        var next = await Board(catalog).PlanAsync(Orders, Targets, default);

        Assert.DoesNotContain(id, next.Due);
        Assert.Equal(
            ["ops is not told yet, after 1 attempts: nobody answers"],
            (await Board(catalog).StandingAsync("alert-1", default)).Untold);
        catalog.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains(id, (await Board(catalog).PlanAsync(Orders, Targets, default)).Due);
        await Board(catalog).SettleAsync(id, DeliveryState.Sent, null, default);
        Assert.Empty((await Board(catalog).StandingAsync("alert-1", default)).Untold);
        Assert.Null(await Board(catalog).FindAsync(id, default));
    }

    [Fact]
    public async Task What_nobody_knows_cannot_be_acknowledged()
    {
        using var catalog = new ScratchCatalog();

        var refusal = await Assert.ThrowsAsync<MeshException>(
            () => Board(catalog).AcknowledgeAsync("alert-9", "ann", default));

        Assert.Equal("unknown-alert", refusal.Code);
    }

    [Theory]
    [InlineData("kind: mail", "kind: pigeon", "targets[2].kind")]
    [InlineData("name: pager", "name: ops", "targets[1].name")]
    [InlineData("https://ops.example/hook", "https://me:pass@ops.example/", "targets[0].url")]
    [InlineData("env:OPS", "hunter2hunter2hunter2", "targets[0].secret")]
    [InlineData("after: 15m", "after: soon", "targets[2].after")]
    [InlineData("host: mail.example", "hast: mail.example", "targets[2].hast")]
    public void A_wrong_declaration_is_refused_by_its_field(string old, string changed, string field)
    {
        Assert.Contains(old, File, StringComparison.Ordinal);

        var refusal = Assert.Throws<InvalidManifestException>(() => NotificationFile.Read(
            File.Replace(old, changed, StringComparison.Ordinal), "notifications.yaml"));

        Assert.Contains(field, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    private static NoticeBoard Board(ScratchCatalog catalog) =>
        catalog.Main.GetRequiredService<NoticeBoard>();

    private static AlertBoard Alerts(ScratchCatalog catalog) => catalog.Main.GetRequiredService<AlertBoard>();

    private static Task RaiseAsync(ScratchCatalog catalog, string subject, AlertSeverity severity) =>
        Alerts(catalog).RaiseAsync(
            ScratchCatalog.Documents, AlertCode.ProofFailed, subject, severity, "it failed", default);

    private static async Task<IReadOnlyList<string>> SendAllAsync(ScratchCatalog catalog)
    {
        var told = new List<string>();
        foreach (var id in (await Board(catalog).PlanAsync(Orders, Targets, default)).Due)
        {
            told.Add((await Board(catalog).FindAsync(id, default))!.Target);
            await Board(catalog).SettleAsync(id, DeliveryState.Sent, null, default);
        }

        return told;
    }
}

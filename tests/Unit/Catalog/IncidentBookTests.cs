using Mesh.Catalog.AlertSources;
using Mesh.Catalog.Incidents;
using Mesh.Catalog.Manifests;
using Mesh.Domain.Errors;
using Mesh.Domain.Incidents;
using Mesh.Domain.Signatures;

namespace Mesh.Tests.Unit.Catalog;

public class IncidentBookTests
{
    private const string File = """
        apiVersion: mesh/v1
        kind: AlertSources
        sources:
          - {name: prometheus, kind: alertmanager, secret: 'env:PROMETHEUS', system: orders}
          - {name: script, kind: webhook, secret: 'file:/etc/mesh/script', system: orders}
        """;

    private static IncidentNews Fire { get; } = new("fire@1", false, Cause.Accident, "smoke");

    [Fact]
    public async Task One_message_may_begin_and_end_an_incident_and_what_is_over_stays_so()
    {
        using var catalog = await NewAsync();
        var source = AlertSourceFile.Read(File, "x")[0];

        var changes = await catalog.Incidents.EnterAsync(
            source, [Fire, Fire, Fire with { Over = true }, Fire], null, default);

        Assert.Equal(new IncidentChanges(1, 1, 1, 1), changes);
        Assert.Equal(1, catalog.Count("SELECT count(*) FROM Incidents WHERE ClosedAt IS NOT NULL"));
        Assert.True((await catalog.Audit.VerifyAsync(null, default)).IsWhole);
    }

    [Fact]
    public async Task The_same_key_of_another_source_is_another_incident_and_a_milder_cause_changes_nothing()
    {
        using var catalog = await NewAsync();
        foreach (var source in AlertSourceFile.Read(File, "x"))
        {
            await catalog.Incidents.EnterAsync(
                source, [Fire, Fire with { Cause = Cause.Anomaly }], null, default);
        }

        Assert.Equal(2, catalog.Count("SELECT count(*) FROM Incidents WHERE Cause = 'Accident'"));
    }

    [Fact]
    public async Task Of_many_that_show_one_signature_at_once_one_is_heard_and_old_ones_are_dropped_in_time()
    {
        using var catalog = await NewAsync();
        var source = AlertSourceFile.Read(File, "x")[1];
        var used = new UsedSignature("sha256=aa", catalog.Time.GetUtcNow().AddDays(1));

        var heard = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                await catalog.Incidents.EnterAsync(source, [Fire], used, default);
                return "";
            }
            catch (MeshException refusal)
            {
                return refusal.Code;
            }
        })));
        catalog.Time.Advance(TimeSpan.FromDays(2));
        await catalog.Incidents.EnterAsync(source, [], used with { Value = "sha256=bb" }, default);

        Assert.Equal(["", .. Enumerable.Repeat("replayed-alert", 7)], heard.Order(StringComparer.Ordinal));
        Assert.Equal(1, catalog.Count("SELECT Times FROM Incidents"));
        Assert.Equal(1, catalog.Count("SELECT count(*) FROM UsedSignatures"));
    }

    [Theory]
    [InlineData("kind: webhook", "kind: pigeon", 5, "sources[1].kind")]
    [InlineData("name: script", "name: prometheus", 5, "sources[1].name")]
    [InlineData("system: orders}", "}", 4, "sources[0].system")]
    [InlineData("env:PROMETHEUS", "hunter2hunter2hunter2", 4, "sources[0].secret")]
    [InlineData("sources:", "sauces:", 3, "sauces")]
    public void A_wrong_declaration_of_sources_is_refused_by_its_place_and_no_secret_is_repeated(
        string good, string bad, int line, string field)
    {
        ArgumentNullException.ThrowIfNull(good);
        var at = File.IndexOf(good, StringComparison.Ordinal);
        var text = string.Concat(File.AsSpan(0, at), bad, File.AsSpan(at + good.Length));

        var refusal = Assert.Throws<InvalidManifestException>(() => AlertSourceFile.Read(text, "x.yaml"));

        Assert.Contains(refusal.Problems, problem => problem.Line == line && problem.Field == field);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_signature_is_what_openssl_computes() => Assert.Equal(
        "sha256=de7ec7d9806fc3c699bd8d9b3cfdea4d62c6ddd53fdda819461567569f25f35b",
        WebhookSignature.Sign("0123456789abcdef", "1790000000", "{\"key\": \"größe\"}"));

    private static async Task<ScratchCatalog> NewAsync()
    {
        var catalog = new ScratchCatalog();
        await catalog.Systems.ApplyAsync(ScratchCatalog.Orders(), "tester", null, default);
        return catalog;
    }
}

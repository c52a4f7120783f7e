using Mesh.Domain.Errors;
using Mesh.Domain.Sites;
using Mesh.Domain.Standbys;
using Mesh.Sites.Commands;
using Mesh.Sites.Databases;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Sites.Databases;

/// <summary>A primary that is fenced, whatever it is doing.</summary>
public class FencingTests
{
    private const string Write = "INSERT INTO bank.entry VALUES (9, 9)";

    [MariaDbFact]
    public async Task A_fenced_server_refuses_root_and_stays_so_over_restarts()
    {
        await using var pair = await SitePair.StartAsync(ReplicationMode.Async);
        await SitePair.MustAsync(pair.PartA, SiteVerb.Promote);
        Assert.True(pair.PartA.Writes);

        var evidence = await pair.PartA.FenceAsync(default);
        await pair.A.KillAsync();
        await pair.A.StartAgainAsync();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => pair.A.SqlAsync(Write));
        var again = await pair.PartA.FenceAsync(default);

        Assert.Equal((EvidenceKind.ReadBack, EvidenceKind.ReadBack), (evidence.Kind, again.Kind));
        Assert.Contains("READ ONLY transaction", refused.Message, StringComparison.Ordinal);
        Assert.False(pair.PartA.Writes);
        Assert.False(await pair.PartA.ServesAsync(default));
    }

    [MariaDbFact]
    public async Task A_fence_that_finds_its_work_done_restarts_nothing()
    {
        await using var pair = await SitePair.StartAsync(ReplicationMode.Async);
        await pair.PartA.FenceAsync(default);
        var before = await pair.A.SqlAsync("SELECT @@global.pid_file, CONNECTION_ID() < 1000000");
        await pair.A.SqlAsync("SET GLOBAL max_connections = 77");

        await pair.PartA.FenceAsync(default);

        Assert.NotEmpty(before);
        Assert.Equal("77\n", await pair.A.SqlAsync("SELECT @@global.max_connections"));
    }

    [MariaDbFact]
    public async Task A_fence_whose_kill_kills_nothing_is_none()
    {
        await using var pair = await SitePair.StartAsync(ReplicationMode.Async);
        using var part = pair.Open(pair.A, "b", pair.B, new DeclaredCommand { Arguments = ["true"] });

        var error = await Assert.ThrowsAnyAsync<MeshException>(() => part.FenceAsync(default));

        Assert.Equal("fence-not-read-back", error.Code);
        Assert.True(part.Writes);
    }

    [MariaDbFact]
    public async Task An_order_to_fence_is_answered_from_the_fence_that_falls_already()
    {
        await using var pair = await SitePair.StartAsync(ReplicationMode.Async);
        using var folder = new ScratchFolder();
        var kills = folder["kills"];
        using var part = pair.Open(pair.A, "b", pair.B, kill: new DeclaredCommand
        {
            Arguments = ["sh", "-c", $"echo killed >>{kills}; \"$@\"", "sh", .. pair.A.KillCommand],
        });
        await SitePair.MustAsync(part, SiteVerb.Promote);

        var falling = part.FenceAsync(default);
        var answer = await SitePair.MustAsync(part, SiteVerb.Fence);

        Assert.Equal((EvidenceKind.ReadBack, EvidenceKind.ReadBack), (
            (await falling).Kind, answer.Evidence!.Kind));
        Assert.NotEmpty(answer.Database!.Applied);
        Assert.Equal("killed\n", await File.ReadAllTextAsync(kills));
    }

    [MariaDbFact]
    public async Task A_server_that_the_watchdog_ends_while_it_comes_back_fenced_is_started_again()
    {
        await using var pair = await SitePair.StartAsync(ReplicationMode.Async);
        using var part = pair.Open(pair.A, "b", pair.B, start: SitePair.StartOnceMore(pair.A));
        await SitePair.MustAsync(part, SiteVerb.Promote);

        var answer = await SitePair.MustAsync(part, SiteVerb.Fence);

        Assert.Equal(EvidenceKind.ReadBack, answer.Evidence!.Kind);
        await Assert.ThrowsAsync<InvalidOperationException>(() => pair.A.SqlAsync(Write));
    }

    [MariaDbFact]
    public async Task A_frozen_primary_is_fenced()
    {
        await using var pair = await SitePair.StartAsync(ReplicationMode.Async);
        await SitePair.MustAsync(pair.PartA, SiteVerb.Promote);
        await pair.A.FreezeAsync();

        var evidence = await pair.PartA.FenceAsync(default);

        Assert.Equal(EvidenceKind.ReadBack, evidence.Kind);
        await Assert.ThrowsAsync<InvalidOperationException>(() => pair.A.SqlAsync(Write));
    }

    [MariaDbFact]
    public async Task A_fenced_primary_whose_place_nobody_took_can_be_promoted_again()
    {
        await using var pair = await SitePair.StartAsync(ReplicationMode.Async);
        await pair.B.StopAsync();
        await SitePair.MustAsync(pair.PartA, SiteVerb.Promote);
        await SitePair.MustAsync(pair.PartA, SiteVerb.Fence);

        await SitePair.MustAsync(pair.PartA, SiteVerb.Promote);

        await pair.A.SqlAsync(Write);
        Assert.True(await pair.PartA.ServesAsync(default));
    }
}

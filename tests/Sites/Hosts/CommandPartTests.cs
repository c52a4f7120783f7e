using Mesh.Domain.Errors;
using Mesh.Domain.Sites;
using Mesh.Sites.Commands;
using Mesh.Sites.Hosts;
using Mesh.Tests.Kit;

namespace Mesh.Tests.Sites.Hosts;

/// <summary>Declared commands, as real programs.</summary>
public class CommandPartTests
{
    [Theory]
    [InlineData(SiteVerb.Start, 0, "")]
    [InlineData(SiteVerb.Stop, 7, "")]
    [InlineData(SiteVerb.Status, 8, "")]
    [InlineData(SiteVerb.Promote, 8, "")]
    [InlineData(SiteVerb.Start, 1, "command-failed")]
    [InlineData(SiteVerb.Start, 5, "not-installed")]
    [InlineData(SiteVerb.Scale, 6, "not-configured")]
    [InlineData(SiteVerb.Check, 7, "not-running")]
    [InlineData(SiteVerb.Rehearse, 0, "")]
    [InlineData(SiteVerb.Rehearse, 8, "command-failed")]
    [InlineData(SiteVerb.Run, 0, "")]
    [InlineData(SiteVerb.Run, 8, "command-failed")]
    public async Task Exit_codes_are_those_of_resource_agents(SiteVerb verb, int exit, string code)
    {
        using var part = Open((verb, ["sh", "-c", $"exit {exit}"]));

        var answer = await AskAsync(part, verb);

        Assert.Equal((code, code.Length == 0), (answer.Code, answer.Succeeded));
    }

    [Fact]
    public async Task A_command_is_told_the_order_by_its_environment_and_nothing_of_the_agents()
    {
        Environment.SetEnvironmentVariable("MESH_TEST_SECRET", "hush");
        using var part = Open((SiteVerb.ScaleBack, ["env"]));

        var told = (await AskAsync(part, SiteVerb.ScaleBack)).Told;

        Assert.Contains("MESH_VERB=scale-back", told, StringComparison.Ordinal);
        Assert.Contains("MESH_EPOCH=7", told, StringComparison.Ordinal);
        Assert.Contains("MESH_ORDER=o; $(touch x)", told, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SiteVerb.Scale, 4, "capacity=4", 0, "")]
    [InlineData(SiteVerb.Scale, 4, "up, capacity=9 now", 8, "")]
    [InlineData(SiteVerb.Scale, 4, "it does not tell", 0, "")]
    [InlineData(SiteVerb.Scale, 4, "capacity=3", 0, "capacity-not-reached")]
    [InlineData(SiteVerb.Scale, 4, "", 7, "capacity-not-reached")]
    [InlineData(SiteVerb.Scale, 4, "", 6, "not-configured")]
    [InlineData(SiteVerb.ScaleBack, 1, "capacity=2", 0, "capacity-not-reached")]
    [InlineData(SiteVerb.ScaleBack, 1, "", 7, "")]
    [InlineData(SiteVerb.Scale, 0, "capacity=3", 0, "")]
    public async Task What_was_told_to_grow_has_grown_when_its_status_says_so(
        SiteVerb verb, int wanted, string status, int exit, string code)
    {
        using var part = Open(
            (verb, ["sh", "-c", "echo \"to $MESH_CAPACITY\""]),
            (SiteVerb.Status, ["sh", "-c", $"echo '{status}'; exit {exit}"]));

        var answer = await AskAsync(part, verb, wanted);

        Assert.Equal((code, code.Length == 0), (answer.Code, answer.Succeeded));
        if (answer.Succeeded)
        {
            Assert.Equal(wanted > 0 ? $"to {wanted}" : "to", answer.Told.Trim());
        }
    }

    [Fact]
    public async Task A_command_that_takes_too_long_is_ended_with_all_that_it_started()
    {
        using var scratch = new ScratchFolder();
        using var part = new CommandPart(
            new CommandPartOptions
            {
                Component = "app", System = "bank", Site = "b",
                Commands = new Dictionary<SiteVerb, DeclaredCommand>
                {
                    [SiteVerb.Start] = new()
                    {
                        Arguments = ["sh", "-c", "sleep 100 & echo $! >\"$1\"; echo here; wait", "sh", scratch["id"]],
                        Timeout = TimeSpan.FromSeconds(1),
                    },
                },
            },
            TimeProvider.System);

        var answer = await AskAsync(part, SiteVerb.Start);

        Assert.Equal("timed-out", answer.Code);
        Assert.EndsWith(": here", answer.Told, StringComparison.Ordinal);
        var child = (await File.ReadAllTextAsync(scratch["id"])).Trim();
        Assert.False(File.Exists($"/proc/{child}/cmdline")
            && (await File.ReadAllTextAsync($"/proc/{child}/cmdline")).Length > 0);
    }

    [Fact]
    public async Task A_fence_is_believed_only_when_the_status_says_that_it_is_down()
    {
        using var running = Open((SiteVerb.Fence, ["true"]), (SiteVerb.Status, ["true"]));
        using var down = Open((SiteVerb.Fence, ["true"]), (SiteVerb.Status, ["sh", "-c", "exit 7"]));

        var refused = await AskAsync(running, SiteVerb.Fence);
        var fenced = await AskAsync(down, SiteVerb.Fence);

        Assert.Equal("fence-failed", refused.Code);
        Assert.Null(refused.Evidence);
        Assert.Equal(EvidenceKind.PoweredOff, fenced.Evidence!.Kind);
        await Assert.ThrowsAnyAsync<MeshException>(() => running.FenceAsync(default));
    }

    [Fact]
    public async Task A_fence_ends_the_verb_that_is_being_done()
    {
        using var scratch = new ScratchFolder();
        using var part = Open(
            (SiteVerb.Start, ["sh", "-c", "echo >\"$1\"; exec sleep 100", "sh", scratch["began"]]),
            (SiteVerb.Fence, ["true"]), (SiteVerb.Status, ["sh", "-c", "exit 7"]));
        var start = AskAsync(part, SiteVerb.Start);
        while (!File.Exists(scratch["began"]))
        {
            await Task.Delay(10);
        }

        await part.FenceAsync(default);

        Assert.Equal("fenced-meanwhile", (await start).Code);
    }

    [Fact]
    public async Task A_verb_without_a_command_and_a_program_that_is_not_there_are_answers()
    {
        using var part = Open((SiteVerb.Start, ["no-such-program-anywhere"]));

        Assert.Equal("verb-unknown", (await AskAsync(part, SiteVerb.Follow)).Code);
        Assert.Equal("not-installed", (await AskAsync(part, SiteVerb.Start)).Code);
    }

    private static CommandPart Open(params (SiteVerb Verb, string[] Arguments)[] commands) => new(
        new CommandPartOptions
        {
            Component = "app", System = "bank", Site = "b",
            Commands = commands.ToDictionary(
                each => each.Verb, each => new DeclaredCommand { Arguments = each.Arguments }),
        },
        TimeProvider.System);

    private static Task<SiteAnswer> AskAsync(
        CommandPart part, SiteVerb verb, int capacity = 0) => part.DoAsync(
        new SiteOrder
        {
            OrderId = "o; $(touch x)", System = "bank", Site = "b", Component = "app", Verb = verb, Epoch = 7,
            Capacity = capacity,
        },
        default);
}

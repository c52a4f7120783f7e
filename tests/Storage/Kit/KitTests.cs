using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Azurite;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Kit.Restic;

namespace Mesh.Tests.Storage.Kit;

[Collection(AzuriteFixture.Name)]
public class KitTests(AzuriteFixture azurite)
{
    [AzuriteFact]
    public async Task Azurite_stops_and_answers_again_on_the_same_ports()
    {
        await using var server = await AzuriteServer.StartAsync();
        Assert.NotEqual(azurite.Server.BlobEndpoint, server.BlobEndpoint);
        Assert.True(await AnswersAsync(server));

        await server.StopAsync();
        Assert.False(await AnswersAsync(server));

        await server.ResumeAsync();
        Assert.True(await AnswersAsync(server));
    }

    [AzuriteFact]
    public async Task Azurite_ends_by_itself_when_the_process_that_started_it_dies()
    {
        // The standard input of what Command runs is closed at once, as the kernel closes it for a dead
        // parent.
        var result = await Command.RunAsync("node",
            ["--import", AzuriteServer.ExitWithParent, "-e", "setInterval(() => {}, 1000)"]);

        Assert.Equal(128 + 15, result.ExitCode);
    }

    [ResticFact]
    public async Task Restic_writes_lists_and_checks_a_repository_and_a_failure_shows_what_it_said()
    {
        using var scratch = new ScratchFolder();
        using var restic = new ResticClient(scratch["repo"], "secret");
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => restic.RunAsync("snapshots"));
        Assert.Contains("unable to open config file", failure.Message, StringComparison.Ordinal);

        await restic.InitAsync();
        await restic.RunInAsync(scratch.FullPath, "backup", "repo/config");
        var snapshots = await restic.RunJsonAsync("snapshots");

        Assert.Equal(1, snapshots.Single().GetArrayLength());
        await restic.CheckAsync();
    }

    private static async Task<bool> AnswersAsync(AzuriteServer server)
    {
        using var client = new HttpClient();
        try
        {
            using var answer = await client.GetAsync(server.QueueEndpoint);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

using Mesh.Tests.Kit.Trees;

namespace Mesh.Tests.Sources.Cli;

public class VaultErrorTests(SharedRepository repository) : IClassFixture<SharedRepository>
{
    [Theory]
    [InlineData(10, "no-repository", "snapshots", "--repo", "{folder}/nothing")]
    [InlineData(2, "bad-repository", "snapshots", "--repo", "s3:somewhere")]
    [InlineData(12, "wrong-password", "snapshots", "--password-file", "{folder}/wrong")]
    [InlineData(2, "bad-password-file", "snapshots", "--password-file", "{folder}/nothing")]
    [InlineData(2, "bad-arguments", "snapshots", "--no-such-option")]
    [InlineData(2, "bad-arguments", "restore", "latest")]
    [InlineData(2, "bad-arguments", "backup")]
    [InlineData(2, "bad-arguments", "nonsense")]
    [InlineData(2, "bad-arguments")]
    [InlineData(2, "snapshot-not-found", "restore", "abcdef", "--target", "{folder}/out")]
    [InlineData(1, "nothing-to-back-up", "backup", "{folder}/nothing")]
    [InlineData(2, "bad-pattern", "backup", "{folder}/src", "--exclude", "[a")]
    [InlineData(2, "bad-time", "backup", "{folder}/src", "--time", "yesterday-ish")]
    [InlineData(2, "bad-exclude-file", "backup", "{folder}/src", "--exclude-file", "{folder}/nothing")]
    [InlineData(2, "path-not-in-snapshot", "ls", "latest", "/not/there")]
    [InlineData(1, "repository-exists", "init")]
    public async Task What_cannot_be_done_ends_with_its_code_and_says_so_and_changes_nothing(
        int exitCode, string code, params string[] arguments)
    {
        var folder = repository.Folder;
        var before = await TreeListing.ReadAsync(folder.FullPath);
        string[] call =
            [.. arguments.Select(
                argument => argument.Replace("{folder}", folder.FullPath, StringComparison.Ordinal))];

        var json = await repository.Mesh.TryRunAsync([.. call, "--json"]);
        var text = await repository.Mesh.TryRunAsync(call);

        var error = MeshProgram.Document(json).GetProperty("error");
        Assert.Equal((exitCode, code), (json.ExitCode, error.GetProperty("code").GetString()));
        Assert.Equal(exitCode, text.ExitCode);
        Assert.Contains("mesh", text.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text.Errors, StringComparison.Ordinal);
        var after = await TreeListing.ReadAsync(folder.FullPath);
        Assert.DoesNotContain(
            before.DifferencesTo(after), line => !line.StartsWith("'repo/locks'", StringComparison.Ordinal));
    }
}

using System.Security.Cryptography;
using Mesh.Storage.Files;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Kit.Trees;
using Mesh.Vault;
using Xunit.Abstractions;

namespace Mesh.Tests.Sources.Cli;

public sealed class VaultCommandTests(ITestOutputHelper output) : IDisposable
{
    private const string Password = "secret";

    private readonly ScratchFolder _folder = new();

    private MeshProgram Mesh => new(_folder["repo"], Password);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_verb_prints_one_document_with_json_and_text_without()
    {
        MakeSource();
        await Mesh.RunAsync("init");
        string[][] verbs =
        [
            ["backup", _folder["src"]],
            ["snapshots"],
            ["ls", "latest"],
            ["restore", "latest", "--target", _folder["out"]],
            ["restore", "latest:" + _folder["src"], "--target", _folder["out2"]],
            ["forget", "--keep-last", "9"],
            ["prune"],
            ["check"],
            ["unlock"],
        ];

        foreach (var verb in verbs)
        {
            var document = await Mesh.RunAsync(verb);
            Assert.Equal(System.Text.Json.JsonValueKind.Object, document.ValueKind);
            var text = await Mesh.TryRunAsync(verb);
            Assert.Equal(0, text.ExitCode);
            Assert.NotEqual("", text.Output);
            Assert.DoesNotContain('\u001b', text.Output);
        }

        Assert.Equal("hello", File.ReadAllText(_folder["out2/file"]));
    }

    [Theory]
    [InlineData("nothing says what is to be forgotten")]
    [InlineData("it has both ids and rules", "latest", "--keep-last", "1")]
    [InlineData("'x' is no number", "--keep-last", "x")]
    [InlineData("'hots' is nothing to group by", "--keep-last", "1", "--group-by", "hots")]
    [InlineData("keep none of its snapshots", "--keep-tag", "gold")]
    [InlineData("'5x' is no limit", "--keep-last", "1", "--prune", "--max-unused", "5x")]
    public async Task What_cannot_be_meant_forgets_nothing(string said, params string[] arguments)
    {
        MakeSource();
        await Mesh.RunAsync("init");
        await Mesh.RunAsync("backup", _folder["src"]);

        var refused = await Mesh.TryRunAsync(["forget", .. arguments]);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(said, refused.Errors, StringComparison.Ordinal);
        Assert.Equal(1, (await Mesh.RunAsync("snapshots")).GetProperty("snapshots").GetArrayLength());
        Assert.Empty(Directory.GetFiles(_folder["repo/locks"]));
    }

    [Fact]
    public async Task Garbage_among_the_locks_is_named_and_removed_with_all_locks_only()
    {
        MakeSource();
        await Mesh.RunAsync("init");
        var name = new string('0', 64);
        Directory.CreateDirectory(_folder["repo/locks"]);
        await File.WriteAllTextAsync(_folder["repo/locks/" + name], "garbage");

        foreach (var verb in (string[][])[["backup", _folder["src"]], ["unlock"]])
        {
            var refused = await Mesh.TryRunAsync(verb);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains($"locks/{name}", refused.Errors, StringComparison.Ordinal);
            Assert.Contains("mesh vault unlock --remove-all", refused.Errors, StringComparison.Ordinal);
        }

        Assert.Equal(1, (await Mesh.RunAsync("unlock", "--remove-all")).GetProperty("removed").GetInt32());
        await Mesh.RunAsync("backup", _folder["src"]);
    }

    [Fact]
    public async Task A_repository_that_somebody_else_has_locked_is_left_alone()
    {
        MakeSource();
        await Mesh.RunAsync("init");
        using var random = RandomNumberGenerator.Create();
        await using var store = new FileObjectStore(_folder["repo"]);
        using var repository = await Repository.OpenAsync(
            store,
            Password,
            new RepositoryOptions { TimeProvider = TimeProvider.System, RandomNumberGenerator = random },
            CancellationToken.None);
        await using var held =
            await repository.Locks.AcquireAsync(exclusive: true, "", CancellationToken.None);

        var result = await Mesh.TryRunAsync("backup", _folder["src"], "--json");

        Assert.Equal(11, result.ExitCode);
        Assert.Equal(
            "repository-locked",
            MeshProgram.Document(result).GetProperty("error").GetProperty("code").GetString());
    }

    [RootFact]
    public async Task What_cannot_be_read_is_named_and_the_rest_is_backed_up()
    {
        MakeSource();
        File.WriteAllText(_folder["src/private"], "for root only");
        Directory.CreateDirectory(_folder["src/private-dir"]);
        Posix.SetMode(_folder["src/private"], 0);
        Posix.SetMode(_folder["src/private-dir"], 0);
        Posix.SetMode(_folder.FullPath, 0x1FF);
        const string Nobody = "65534";
        string[] asNobody =
            [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", MeshProgram.FullPath, "vault"];
        var mesh = Mesh;
        mesh.Environment["HOME"] = _folder.FullPath;
        await Command.RunAsync("setpriv", [.. asNobody, "init"], mesh.Environment);

        var result = await Command.RunAsync(
            "setpriv", [.. asNobody, "backup", _folder["src"], "--json"], mesh.Environment);

        Assert.Equal(3, result.ExitCode);
        var document = MeshProgram.Document(result);
        Assert.Equal(2, document.GetProperty("warningCount").GetInt32());
        Assert.Equal(
            [_folder["src/private"], _folder["src/private-dir"]],
            document.GetProperty("warnings").EnumerateArray()
                .Select(warning => warning.GetProperty("path").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(1, document.GetProperty("files").GetInt32());
    }

    [Fact]
    public async Task An_interrupted_backup_ends_with_130_and_leaves_no_lock()
    {
        Directory.CreateDirectory(_folder["src"]);
        await using (var large = File.Create(_folder["src/large"]))
        {
            large.SetLength(1L << 43); // a hole that takes far longer to read than a signal to arrive
        }

        await Mesh.RunAsync("init");
        using var backup = await Mesh.StartAndStopInBackupAsync(_folder["src"]);

        Posix.Signal(backup.Id, Signals.Interrupt);
        Posix.Signal(backup.Id, Signals.Continue);
        await backup.WaitForExitAsync();

        Assert.Equal(130, backup.ExitCode);
        Assert.Empty(Directory.GetFiles(_folder["repo/locks"]));
        Assert.Empty((await Mesh.RunAsync("snapshots")).GetProperty("snapshots").EnumerateArray());
    }

    [Fact]
    public async Task An_offline_verb_loads_nothing_of_the_server()
    {
        Directory.CreateDirectory(_folder["src"]);
        SampleTree.WriteRandom(_folder["src/large"], Seed.NewRandom(output), 60 << 20);
        await Mesh.RunAsync("init");
        using var backup = await Mesh.StartAndStopInBackupAsync(_folder["src"]);

        var maps = await File.ReadAllTextAsync($"/proc/{backup.Id}/maps");
        Posix.Signal(backup.Id, Signals.Continue);
        await backup.WaitForExitAsync();

        Assert.Contains("Mesh.Vault.dll", maps, StringComparison.Ordinal);
        foreach (var part in (string[])[
            "Orleans", "Microsoft.AspNetCore", "EntityFrameworkCore", "Mesh.Runtime", "Azure."])
        {
            Assert.DoesNotContain(part, maps, StringComparison.Ordinal);
        }
    }

    private void MakeSource()
    {
        Directory.CreateDirectory(_folder["src"]);
        File.WriteAllText(_folder["src/file"], "hello");
    }
}

using System.Text.Json;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Kit.Restic;
using Mesh.Tests.Kit.Trees;
using Xunit.Abstractions;

namespace Mesh.Tests.Sources.Cli;

/// <summary>The program beside stock restic, on one repository.</summary>
public sealed class ResticInteropTests : IDisposable
{
    private const string Password = "open sesame";

    private readonly ITestOutputHelper _output;
    private readonly ScratchFolder _folder = new();
    private readonly ResticClient _restic;
    private readonly MeshProgram _mesh;

    public ResticInteropTests(ITestOutputHelper output)
    {
        _output = output;
        _restic = new ResticClient(_folder["repo"], Password);
        _mesh = new MeshProgram(_folder["repo"], Password);
    }

    public void Dispose()
    {
        _restic.Dispose();
        _folder.Dispose();
    }

    [ResticFact]
    public async Task Restic_lists_checks_and_restores_what_Mesh_wrote()
    {
        SampleTree.CreateEveryKind(_folder["src"], Seed.NewRandom(_output));
        await _mesh.RunAsync("init");
        var backup = await _mesh.RunAsync("backup", _folder["src"], "--tag", "one,two", "--host", "here");

        var snapshot = (await _restic.RunJsonAsync("snapshots"))[0][0];
        Assert.Equal(backup.GetProperty("snapshot").GetString(), snapshot.GetProperty("id").GetString());
        Assert.Equal("here", snapshot.GetProperty("hostname").GetString());
        Assert.Equal(
            ["one", "two"], snapshot.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Contains(
            _folder["src/dir/deeper/text"], await _restic.RunAsync("ls", "latest"), StringComparison.Ordinal);
        await _restic.CheckAsync();
        await _restic.RunAsync("restore", "latest", "--target", _folder["out"]);

        await AssertRestoredAsync(_folder["src"]);
    }

    [ResticFact]
    public async Task Restic_opens_with_the_passwords_that_Mesh_sets_and_reads_the_same_part()
    {
        SampleTree.CreateEveryKind(_folder["src"], Seed.NewRandom(_output));
        await _mesh.RunAsync("init");
        await _mesh.RunAsync("backup", _folder["src"]);
        File.WriteAllText(_folder["second"], "second\n");
        File.WriteAllText(_folder["third"], "third\n");

        await _mesh.RunAsync("key", "add", "--new-password-file", _folder["second"]);
        Assert.Equal(2, (await _restic.RunJsonAsync("key", "list"))[0].GetArrayLength());
        await _mesh.RunAsync("key", "passwd", "--new-password-file", _folder["third"]);

        Assert.NotEqual(0, (await _restic.TryRunAsync("snapshots")).ExitCode);
        foreach (var password in new[] { "second", "third" })
        {
            using var restic = new ResticClient(_folder["repo"], password);
            await restic.RunAsync("check", "--read-data-subset", "1/2");
        }

        var third = new MeshProgram(_folder["repo"], "third");
        var keys = (await third.RunAsync("key", "list")).GetProperty("keys").EnumerateArray().ToList();
        var other = keys.Single(key => !key.GetProperty("isCurrent").GetBoolean()).GetProperty("id").GetString()!;
        await third.RunAsync("key", "remove", other);
        Assert.True((await third.RunAsync("check", "--read-data-subset", "1/2")).GetProperty("sound").GetBoolean());
        Assert.Equal(2, (await third.TryRunAsync("check", "--read-data-subset", "3/2")).ExitCode);
    }

    [ResticFact]
    public async Task Mesh_lists_checks_and_restores_what_restic_wrote()
    {
        SampleTree.CreateEveryKind(_folder["src"], Seed.NewRandom(_output));
        await _restic.InitAsync();
        await _restic.RunAsync("backup", _folder["src"]);

        var snapshots = (await _mesh.RunAsync("snapshots")).GetProperty("snapshots");
        Assert.Equal(_folder["src"], snapshots[0].GetProperty("paths")[0].GetString());
        var entries = (await _mesh.RunAsync("ls", "latest", _folder["src/dir"])).GetProperty("entries");
        Assert.Contains(entries.EnumerateArray(), entry =>
            entry.GetProperty("path").GetString() == _folder["src/dir/deeper/text"]);
        Assert.True((await _mesh.RunAsync("check", "--read-data")).GetProperty("sound").GetBoolean());
        var restored = await _mesh.RunAsync("restore", "latest", "--target", _folder["out"], "--verify");

        Assert.True(restored.GetProperty("verified").GetBoolean());
        await AssertRestoredAsync(_folder["src"]);
    }

    [ResticFact]
    public async Task Both_make_the_same_tree_of_the_same_files()
    {
        SampleTree.CreateEveryKind(_folder["src"], Seed.NewRandom(_output));
        Directory.CreateDirectory(_folder["also/src"]);
        File.WriteAllText(_folder["also/src/file"], "of the same name, elsewhere");
        await _mesh.RunAsync("init");
        string[][] calls =
        [
            ["src"],
            ["./src/../src/dir", "src/small"],
            ["src", "also/src"],
            ["src/dir", "src", "also"],
            ["src", "--exclude", "*.nothing", "--exclude", "d?r", "--exclude", "!keep", "--exclude", "/**/src/[a-f]*"],
        ];

        foreach (var call in calls)
        {
            var ours = (await _mesh.RunJsonInAsync(_folder.FullPath, ["backup", "--force", .. call]))
                .GetProperty("tree").GetString();
            await _restic.RunInAsync(_folder.FullPath, ["backup", "--force", .. call]);
            var theirs = (await _restic.RunJsonAsync("snapshots", "latest"))[0];

            Assert.True(
                ours == theirs[theirs.GetArrayLength() - 1].GetProperty("tree").GetString(),
                string.Join(' ', call));
        }
    }

    [ResticFact]
    public async Task Both_write_one_repository_in_turns_each_comparing_with_the_others_snapshot()
    {
        var random = Seed.NewRandom(_output);
        SampleTree.CreateEveryKind(_folder["src"], random);
        await _restic.InitAsync();
        for (var turn = 0; turn < 4; turn++)
        {
            SampleTree.WriteRandom(_folder[$"src/turn-{turn}"], random, 100_000);
            if (turn % 2 == 0)
            {
                await _restic.RunAsync("backup", _folder["src"]);
            }
            else
            {
                var backup = await _mesh.RunAsync("backup", _folder["src"]);
                Assert.Equal(100_000, backup.GetProperty("bytesRead").GetInt64());
                Assert.Equal(1, backup.GetProperty("newFiles").GetInt64());
            }
        }

        await _restic.CheckAsync();
        Assert.True((await _mesh.RunAsync("check", "--read-data")).GetProperty("sound").GetBoolean());
        await _mesh.RunAsync("restore", "latest", "--target", _folder["out"]);
        await AssertRestoredAsync(_folder["src"]);
    }

    [ResticFact]
    public async Task What_rules_keep_is_what_stock_restic_keeps_and_the_rest_is_pruned()
    {
        var random = Seed.NewRandom(_output);
        Directory.CreateDirectory(_folder["src"]);
        await _restic.InitAsync();
        for (var day = 1; day <= 6; day++)
        {
            SampleTree.WriteRandom(_folder["src/changing"], random, 300_000);
            SampleTree.WriteRandom(_folder[$"src/{day}"], random, 20_000);
            await _restic.RunAsync(
                "backup", "--quiet", "--time", $"2026-11-0{day} 12:00:00", _folder["src"]);
        }

        string[] rules = ["--keep-last", "1", "--keep-weekly", "2"];
        var theirs = (await _restic.RunJsonAsync(["forget", "--dry-run", .. rules]))[0][0]
            .GetProperty("keep").EnumerateArray().Select(each => each.GetProperty("id").GetString());
        var dry = await _mesh.RunAsync(["forget", "--dry-run", .. rules]);
        Assert.Equal(
            theirs.Order(),
            dry.GetProperty("groups")[0].GetProperty("kept").EnumerateArray()
                .Select(each => each.GetProperty("id").GetString()).Order());
        Assert.Equal(6, (await _mesh.RunAsync("snapshots")).GetProperty("snapshots").GetArrayLength());
        var planned = await _mesh.RunAsync("prune", "--dry-run");
        Assert.Equal(0, planned.GetProperty("freedBytes").GetInt64());

        var done = await _mesh.RunAsync(["forget", "--prune", "--max-unused", "0", .. rules]);

        Assert.Equal(
            theirs.Count(), (await _mesh.RunAsync("snapshots")).GetProperty("snapshots").GetArrayLength());
        Assert.True(done.GetProperty("pruned").GetProperty("freedBytes").GetInt64() > 600_000);
        await _restic.CheckAsync();
        await _mesh.RunAsync("restore", "latest", "--target", _folder["out"]);
        await AssertRestoredAsync(_folder["src"]);
    }

    [ResticFact]
    public async Task Both_write_one_repository_at_the_same_time()
    {
        var random = Seed.NewRandom(_output);
        SampleTree.CreateRandom(_folder["ours"], random, 60, 3_000_000);
        SampleTree.CreateRandom(_folder["theirs"], random, 60, 3_000_000);
        SampleTree.CreateRandom(_folder["both"], random, 20, 3_000_000);
        await _mesh.RunAsync("init");
        for (var turn = 0; turn < 2; turn++)
        {
            var ours = _mesh.RunAsync("backup", _folder["ours"], _folder["both"]);
            var theirs = _restic.RunAsync("backup", _folder["theirs"], _folder["both"]);
            await Task.WhenAll(ours, theirs);
        }

        await _restic.CheckAsync();
        Assert.True((await _mesh.RunAsync("check", "--read-data")).GetProperty("sound").GetBoolean());
        await _restic.RunAsync("restore", "latest", "--path", _folder["ours"], "--target", _folder["out"]);
        await AssertRestoredAsync(_folder["ours"]);
        await AssertRestoredAsync(_folder["both"]);
        await _mesh.RunAsync("restore", "latest", "--path", _folder["theirs"], "--target", _folder["out"]);
        await AssertRestoredAsync(_folder["theirs"]);
    }

    [ResticFact]
    public async Task Restic_unlock_neither_ends_a_backup_nor_takes_its_lock()
    {
        Directory.CreateDirectory(_folder["src"]);
        SampleTree.WriteRandom(_folder["src/large"], Seed.NewRandom(_output), 60 << 20);
        await _restic.InitAsync();
        using var backup = await _mesh.StartAndStopInBackupAsync(_folder["src"]);

        await _restic.RunAsync("unlock");
        var locks = Directory.GetFiles(_folder["repo/locks"]).Length;
        Posix.Signal(backup.Id, Signals.Continue);
        await backup.WaitForExitAsync();

        Assert.Equal(1, locks);
        Assert.Equal(0, backup.ExitCode);
        Assert.Empty(Directory.GetFiles(_folder["repo/locks"]));
        Assert.Single((await _restic.RunJsonAsync("snapshots"))[0].EnumerateArray());
    }

    private async Task AssertRestoredAsync(string source)
    {
        var expected = await TreeListing.ReadAsync(source);
        var actual = await TreeListing.ReadAsync(_folder["out"] + source);
        Assert.Empty(expected.DifferencesTo(actual));
    }
}

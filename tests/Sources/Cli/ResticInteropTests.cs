using System.Text.Json;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Kit.Restic;
using Mesh.Tests.Kit.Trees;
using Xunit.Abstractions;

namespace Mesh.Tests.Sources.Cli;

/// <summary>The program beside stock restic, on one repository.</summary>
public sealed class ResticInteropTests(ITestOutputHelper output) : BesideRestic(output)
{
    [ResticFact]
    public async Task Restic_lists_checks_and_restores_what_Mesh_wrote()
    {
        SampleTree.CreateEveryKind(Folder["src"], Seed.NewRandom(Output));
        await Mesh.RunAsync("init");
        var backup = await Mesh.RunAsync("backup", Folder["src"], "--tag", "one,two", "--host", "here");

        var snapshot = (await Restic.RunJsonAsync("snapshots"))[0][0];
        Assert.Equal(backup.GetProperty("snapshot").GetString(), snapshot.GetProperty("id").GetString());
        Assert.Equal("here", snapshot.GetProperty("hostname").GetString());
        Assert.Equal(
            ["one", "two"], snapshot.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Contains(
            Folder["src/dir/deeper/text"], await Restic.RunAsync("ls", "latest"), StringComparison.Ordinal);
        await Restic.CheckAsync();
        await Restic.RunAsync("restore", "latest", "--target", Folder["out"]);

        await AssertRestoredAsync(Folder["src"]);
    }

    [ResticFact]
    public async Task Restic_opens_with_the_passwords_that_Mesh_sets_and_reads_the_same_part()
    {
        SampleTree.CreateEveryKind(Folder["src"], Seed.NewRandom(Output));
        await Mesh.RunAsync("init");
        await Mesh.RunAsync("backup", Folder["src"]);
        File.WriteAllText(Folder["second"], "second\n");
        File.WriteAllText(Folder["third"], "third\n");

        await Mesh.RunAsync("key", "add", "--new-password-file", Folder["second"]);
        Assert.Equal(2, (await Restic.RunJsonAsync("key", "list"))[0].GetArrayLength());
        await Mesh.RunAsync("key", "passwd", "--new-password-file", Folder["third"]);

        Assert.NotEqual(0, (await Restic.TryRunAsync("snapshots")).ExitCode);
        foreach (var password in new[] { "second", "third" })
        {
            using var restic = new ResticClient(Folder["repo"], password);
            await restic.RunAsync("check", "--read-data-subset", "1/2");
        }

        var third = new MeshProgram(Folder["repo"], "third");
        var keys = (await third.RunAsync("key", "list")).GetProperty("keys").EnumerateArray().ToList();
        var other = keys.Single(key => !key.GetProperty("isCurrent").GetBoolean()).GetProperty("id").GetString()!;
        await third.RunAsync("key", "remove", other);
        Assert.True((await third.RunAsync("check", "--read-data-subset", "1/2")).GetProperty("sound").GetBoolean());
        Assert.Equal(2, (await third.TryRunAsync("check", "--read-data-subset", "3/2")).ExitCode);
    }

    [ResticFact]
    public async Task Mesh_lists_checks_and_restores_what_restic_wrote()
    {
        SampleTree.CreateEveryKind(Folder["src"], Seed.NewRandom(Output));
        await Restic.InitAsync();
        await Restic.RunAsync("backup", Folder["src"]);

        var snapshots = (await Mesh.RunAsync("snapshots")).GetProperty("snapshots");
        Assert.Equal(Folder["src"], snapshots[0].GetProperty("paths")[0].GetString());
        var entries = (await Mesh.RunAsync("ls", "latest", Folder["src/dir"])).GetProperty("entries");
        Assert.Contains(entries.EnumerateArray(), entry =>
            entry.GetProperty("path").GetString() == Folder["src/dir/deeper/text"]);
        Assert.True((await Mesh.RunAsync("check", "--read-data")).GetProperty("sound").GetBoolean());
        var restored = await Mesh.RunAsync("restore", "latest", "--target", Folder["out"], "--verify");

        Assert.True(restored.GetProperty("verified").GetBoolean());
        await AssertRestoredAsync(Folder["src"]);
    }

    [ResticFact]
    public async Task Both_make_the_same_tree_of_the_same_files()
    {
        SampleTree.CreateEveryKind(Folder["src"], Seed.NewRandom(Output));
        Directory.CreateDirectory(Folder["also/src"]);
        File.WriteAllText(Folder["also/src/file"], "of the same name, elsewhere");
        await Mesh.RunAsync("init");
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
            var ours = (await Mesh.RunJsonInAsync(Folder.FullPath, ["backup", "--force", .. call]))
                .GetProperty("tree").GetString();
            await Restic.RunInAsync(Folder.FullPath, ["backup", "--force", .. call]);
            var theirs = (await Restic.RunJsonAsync("snapshots", "latest"))[0];

            Assert.True(
                ours == theirs[theirs.GetArrayLength() - 1].GetProperty("tree").GetString(),
                string.Join(' ', call));
        }
    }

    [ResticFact]
    public async Task Both_write_one_repository_in_turns_each_comparing_with_the_others_snapshot()
    {
        var random = Seed.NewRandom(Output);
        SampleTree.CreateEveryKind(Folder["src"], random);
        await Restic.InitAsync();
        for (var turn = 0; turn < 4; turn++)
        {
            SampleTree.WriteRandom(Folder[$"src/turn-{turn}"], random, 100_000);
            if (turn % 2 == 0)
            {
                await Restic.RunAsync("backup", Folder["src"]);
            }
            else
            {
                var backup = await Mesh.RunAsync("backup", Folder["src"]);
                Assert.Equal(100_000, backup.GetProperty("bytesRead").GetInt64());
                Assert.Equal(1, backup.GetProperty("newFiles").GetInt64());
            }
        }

        await Restic.CheckAsync();
        Assert.True((await Mesh.RunAsync("check", "--read-data")).GetProperty("sound").GetBoolean());
        await Mesh.RunAsync("restore", "latest", "--target", Folder["out"]);
        await AssertRestoredAsync(Folder["src"]);
    }

    [ResticFact]
    public async Task What_rules_keep_is_what_stock_restic_keeps_and_the_rest_is_pruned()
    {
        var random = Seed.NewRandom(Output);
        Directory.CreateDirectory(Folder["src"]);
        await Restic.InitAsync();
        for (var day = 1; day <= 6; day++)
        {
            SampleTree.WriteRandom(Folder["src/changing"], random, 300_000);
            SampleTree.WriteRandom(Folder[$"src/{day}"], random, 20_000);
            await Restic.RunAsync(
                "backup", "--quiet", "--time", $"2026-11-0{day} 12:00:00", Folder["src"]);
        }

        string[] rules = ["--keep-last", "1", "--keep-weekly", "2"];
        var theirs = (await Restic.RunJsonAsync(["forget", "--dry-run", .. rules]))[0][0]
            .GetProperty("keep").EnumerateArray().Select(each => each.GetProperty("id").GetString());
        var dry = await Mesh.RunAsync(["forget", "--dry-run", .. rules]);
        Assert.Equal(
            theirs.Order(),
            dry.GetProperty("groups")[0].GetProperty("kept").EnumerateArray()
                .Select(each => each.GetProperty("id").GetString()).Order());
        Assert.Equal(6, (await Mesh.RunAsync("snapshots")).GetProperty("snapshots").GetArrayLength());
        var planned = await Mesh.RunAsync("prune", "--dry-run");
        Assert.Equal(0, planned.GetProperty("freedBytes").GetInt64());

        var done = await Mesh.RunAsync(["forget", "--prune", "--max-unused", "0", .. rules]);

        Assert.Equal(
            theirs.Count(), (await Mesh.RunAsync("snapshots")).GetProperty("snapshots").GetArrayLength());
        Assert.True(done.GetProperty("pruned").GetProperty("freedBytes").GetInt64() > 600_000);
        await Restic.CheckAsync();
        await Mesh.RunAsync("restore", "latest", "--target", Folder["out"]);
        await AssertRestoredAsync(Folder["src"]);
    }

    [ResticFact]
    public async Task Both_write_one_repository_at_the_same_time()
    {
        var random = Seed.NewRandom(Output);
        SampleTree.CreateRandom(Folder["ours"], random, 60, 3_000_000);
        SampleTree.CreateRandom(Folder["theirs"], random, 60, 3_000_000);
        SampleTree.CreateRandom(Folder["both"], random, 20, 3_000_000);
        await Mesh.RunAsync("init");
        for (var turn = 0; turn < 2; turn++)
        {
            var ours = Mesh.RunAsync("backup", Folder["ours"], Folder["both"]);
            var theirs = Restic.RunAsync("backup", Folder["theirs"], Folder["both"]);
            await Task.WhenAll(ours, theirs);
        }

        await Restic.CheckAsync();
        Assert.True((await Mesh.RunAsync("check", "--read-data")).GetProperty("sound").GetBoolean());
        await Restic.RunAsync("restore", "latest", "--path", Folder["ours"], "--target", Folder["out"]);
        await AssertRestoredAsync(Folder["ours"]);
        await AssertRestoredAsync(Folder["both"]);
        await Mesh.RunAsync("restore", "latest", "--path", Folder["theirs"], "--target", Folder["out"]);
        await AssertRestoredAsync(Folder["theirs"]);
    }

    [ResticFact]
    public async Task Restic_unlock_neither_ends_a_backup_nor_takes_its_lock()
    {
        Directory.CreateDirectory(Folder["src"]);
        SampleTree.WriteRandom(Folder["src/large"], Seed.NewRandom(Output), 60 << 20);
        await Restic.InitAsync();
        using var backup = await Mesh.StartAndStopInBackupAsync(Folder["src"]);

        await Restic.RunAsync("unlock");
        var locks = Directory.GetFiles(Folder["repo/locks"]).Length;
        Posix.Signal(backup.Id, Signals.Continue);
        await backup.WaitForExitAsync();

        Assert.Equal(1, locks);
        Assert.Equal(0, backup.ExitCode);
        Assert.Empty(Directory.GetFiles(Folder["repo/locks"]));
        Assert.Single((await Restic.RunJsonAsync("snapshots"))[0].EnumerateArray());
    }

    private async Task AssertRestoredAsync(string source)
    {
        var expected = await TreeListing.ReadAsync(source);
        var actual = await TreeListing.ReadAsync(Folder["out"] + source);
        Assert.Empty(expected.DifferencesTo(actual));
    }
}

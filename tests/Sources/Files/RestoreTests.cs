using System.Text;
using Mesh.Sources.Files;
using Mesh.Sources.Files.Planning;
using Mesh.Sources.Files.Ranges;
using Mesh.Sources.Files.Restore;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Trees;
using Mesh.Vault;
using Xunit.Abstractions;

namespace Mesh.Tests.Sources.Files;

public class RestoreTests(ITestOutputHelper output)
{
    private static readonly FilesRestoreOptions Options = new();

    [Fact]
    public async Task Every_kind_of_file_comes_back_as_it_was_and_holes_as_holes()
    {
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        SampleTree.CreateEveryKind(folder["src"], Seed.NewRandom(output));
        var tree = await BackUpAsync(vault, folder["src"]);

        AssertNoProblems(await RestoreAsync(vault, tree, folder["out"]));

        var expected = await TreeListing.ReadAsync(folder["src"]);
        var actual = await TreeListing.ReadAsync(folder["out"]);
        AssertSameBelow(expected, actual);
        Assert.InRange(actual.Allocated, 0, expected.Allocated + (1 << 20));
    }

    [Fact]
    public async Task A_restore_over_an_earlier_one_and_over_other_files_comes_to_the_same_result()
    {
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        SampleTree.CreateEveryKind(folder["src"], Seed.NewRandom(output));
        var tree = await BackUpAsync(vault, folder["src"]);
        Directory.CreateDirectory(folder["out/small"]); // a directory where a file is to be
        Directory.CreateDirectory(folder["out/fifo"]);
        File.WriteAllText(folder["out/dir"], "a file where a directory is to be");
        File.WriteAllBytes(folder["out/sparse"], [.. Enumerable.Repeat((byte)7, 20 << 20)]);
        Posix.SetAttribute(folder["out/sparse"], "user.left-over", [1]);

        AssertNoProblems(await RestoreAsync(vault, tree, folder["out"]));
        AssertNoProblems(await RestoreAsync(vault, tree, folder["out"]));

        AssertSameBelow(
            await TreeListing.ReadAsync(folder["src"]), await TreeListing.ReadAsync(folder["out"]));
    }

    [Fact]
    public async Task A_mirror_has_what_the_snapshot_has_and_nothing_else_but_what_its_patterns_leave_out()
    {
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        SampleTree.CreateEveryKind(folder["src/data"], Seed.NewRandom(output));
        File.WriteAllText(folder["src/data/was-folder"], "a file now");
        var sources = new SourceSet([folder["src/data"]]) { Excludes = ["*.tmp"] };
        var tree = (await vault.BackUpAsync(sources)).Tree;
        var (target, there) = (folder["out"], folder["out"] + folder["src/data"]);
        Directory.CreateDirectory(Path.Combine(there, "was-folder", "deep"));
        File.WriteAllText(Path.Combine(there, "was-folder", "deep", "file"), "old");
        Directory.CreateDirectory(Path.Combine(there, "gone", "deep"));
        File.WriteAllText(Path.Combine(there, "gone", "deep", "file"), "old");
        Directory.CreateSymbolicLink(Path.Combine(there, "gone", "link"), folder["outside"]);
        Directory.CreateDirectory(folder["outside"]);
        File.WriteAllText(folder["outside/file"], "not below the target");
        Directory.CreateDirectory(Path.Combine(there, "kept"));
        File.WriteAllText(Path.Combine(there, "kept", "left-out.tmp"), "never backed up");
        File.WriteAllText(Path.Combine(there, "kept", "surplus"), "old");
        File.WriteAllText(folder["out/besides"], "not below the paths");
        var above = Path.GetDirectoryName(there)!;
        File.SetUnixFileMode(above, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.OtherExecute);
        var mode = File.GetUnixFileMode(above);
        var options = new FilesRestoreOptions { Mirrored = sources, KeepSame = true };

        AssertNoProblems(await RestoreAsync(vault, tree, target, options));
        AssertNoProblems(await RestoreAsync(vault, tree, target, options));

        Assert.Equal("never backed up", File.ReadAllText(Path.Combine(there, "kept", "left-out.tmp")));
        Assert.False(File.Exists(Path.Combine(there, "kept", "surplus")));
        Assert.Equal("not below the paths", File.ReadAllText(folder["out/besides"]));
        Assert.Equal("not below the target", File.ReadAllText(folder["outside/file"]));
        Assert.Equal(mode, File.GetUnixFileMode(above));
        var elsewhere = await RestoreAsync(vault, tree, folder["empty"], options);
        AssertNoProblems(elsewhere);
        Assert.Equal(
            File.GetUnixFileMode(folder["src"]), File.GetUnixFileMode(folder["empty"] + folder["src"]));
        Directory.Delete(Path.Combine(there, "kept"), recursive: true);
        AssertSameBelow(await TreeListing.ReadAsync(folder["src/data"]), await TreeListing.ReadAsync(there));
    }

    [Fact]
    public async Task A_mirror_follows_links_above_its_paths_and_replaces_none_of_them()
    {
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        Directory.CreateDirectory(folder["src/data"]);
        File.WriteAllText(folder["src/data/file"], "backed up");
        var sources = new SourceSet([folder["src/data"]]);
        var tree = (await vault.BackUpAsync(sources)).Tree;
        var (target, above) = (folder["out"], folder["out"] + folder["src"]);
        Directory.CreateDirectory(Path.GetDirectoryName(above)!);
        Directory.CreateDirectory(folder["elsewhere/data"]);
        File.WriteAllText(folder["elsewhere/others"], "others'");
        Directory.CreateSymbolicLink(above, folder["elsewhere"]);
        var options = new FilesRestoreOptions { Mirrored = sources };

        AssertNoProblems(await RestoreAsync(vault, tree, target, options));
        AssertNoProblems(await FilesRestore.VerifyAsync(
            vault.Repository, tree, target, TreeRange.Whole, options, CancellationToken.None));

        Assert.Equal(folder["elsewhere"], new DirectoryInfo(above).LinkTarget);
        Assert.Equal("backed up", File.ReadAllText(folder["elsewhere/data/file"]));
        Assert.Equal("others'", File.ReadAllText(folder["elsewhere/others"]));
        File.Delete(above);
        File.WriteAllText(above, "a file where a directory is to be");
        var refused = await RestoreAsync(vault, tree, target, options);
        Assert.NotEmpty(refused.Problems);
        Assert.Equal("a file where a directory is to be", File.ReadAllText(above));
    }

    [Fact]
    public async Task What_is_the_same_by_size_and_time_is_not_written_again_and_the_verification_reads_it()
    {
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        Directory.CreateDirectory(folder["src"]);
        File.WriteAllText(folder["src/same"], "one");
        Posix.SetModified(folder["src/same"], 1_700_000_000, 123_456_789);
        File.WriteAllText(folder["src/other"], "two");
        var tree = await BackUpAsync(vault, folder["src"]);
        await RestoreAsync(vault, tree, folder["out"]);
        File.WriteAllText(folder["out/same"], "ONE");
        Posix.SetModified(folder["out/same"], 1_700_000_000, 123_456_789);
        File.WriteAllText(folder["out/other"], "TWO");
        var touched = await ChangedAsync(folder["out/same"]);

        AssertNoProblems(await RestoreAsync(
            vault, tree, folder["out"], new FilesRestoreOptions { KeepSame = true }));

        Assert.Equal("ONE", File.ReadAllText(folder["out/same"]));
        Assert.Equal(touched, await ChangedAsync(folder["out/same"]));
        Assert.Equal("two", File.ReadAllText(folder["out/other"]));
        var seen = await FilesRestore.VerifyAsync(
            vault.Repository, tree, folder["out"], TreeRange.Whole, Options, CancellationToken.None);
        Assert.Contains("same", Assert.Single(seen.Problems).Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 256 << 20)]
    [InlineData(11, 256 << 20)]
    [InlineData(20_000, 600_000)]
    public async Task Ranges_restored_in_any_order_and_twice_come_to_the_whole(
        int entriesPerRange, long bytesPerRange)
    {
        var random = Seed.NewRandom(output);
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        SampleTree.CreateEveryKind(folder["src"], random);
        SampleTree.CreateRandom(folder["src/more"], random, 60, 3_000_000);
        var tree = await BackUpAsync(vault, folder["src"]);
        var limits = new PlanLimits
        {
            EntriesPerRange = entriesPerRange,
            BytesPerRange = bytesPerRange,
            RangesPerPage = 1 + random.Next(4),
        };
        var ranges = await PlanAsync(vault, tree, limits);
        output.WriteLine($"{ranges.Count} ranges");

        foreach (var range in ranges.Concat(ranges.Take(3)).OrderBy(_ => random.Next()).ToList())
        {
            AssertNoProblems(await FilesRestore.RunAsync(
                vault.Repository, tree, folder["out"], range, Options, CancellationToken.None));
        }

        for (var i = 0; i < 2; i++)
        {
            AssertNoProblems(await FilesRestore.FinishAsync(
                vault.Repository, tree, folder["out"], Options, CancellationToken.None));
        }

        AssertSameBelow(
            await TreeListing.ReadAsync(folder["src"]), await TreeListing.ReadAsync(folder["out"]));
        foreach (var range in ranges)
        {
            AssertNoProblems(await FilesRestore.VerifyAsync(
                vault.Repository, tree, folder["out"], range, Options, CancellationToken.None));
        }
    }

    [Theory]
    [InlineData(256 << 20)]
    [InlineData(600_000)]
    public async Task The_parts_of_a_restore_count_each_file_once_however_it_is_cut(long bytesPerRange)
    {
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        SampleTree.CreateEveryKind(folder["src"], Seed.NewRandom(output));
        SampleTree.WriteRandom(folder["src/large"], Seed.NewRandom(output), 5_000_000);
        var whole = await vault.BackUpAsync(new SourceSet([folder["src"]]));
        var tree = await BackupTests.SubtreeAsync(vault, whole.Tree, folder["src"]);
        var limits = new PlanLimits { BytesPerRange = bytesPerRange };

        var parts = new List<FilesRestoreResult>();
        foreach (var range in await PlanAsync(vault, tree, limits))
        {
            parts.Add(await FilesRestore.RunAsync(
                vault.Repository, tree, folder["out"], range, Options, CancellationToken.None));
        }

        parts.Add(await FilesRestore.FinishAsync(
            vault.Repository, tree, folder["out"], Options, CancellationToken.None));

        Assert.Equal(whole.Statistics.Files, parts.Sum(part => part.Files));
    }

    [Fact]
    public async Task Verify_names_the_file_that_differs()
    {
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        SampleTree.CreateEveryKind(folder["src"], Seed.NewRandom(output));
        var tree = await BackUpAsync(vault, folder["src"]);
        await RestoreAsync(vault, tree, folder["out"]);

        using (var file = File.OpenWrite(folder["out/dir/pieces"]))
        {
            file.Position = 4_000_000;
            file.WriteByte((byte)(File.ReadAllBytes(folder["src/dir/pieces"])[4_000_000] ^ 1));
        }

        File.Delete(folder["out/dir/deeper/text"]);
        var result = await FilesRestore.VerifyAsync(
            vault.Repository, tree, folder["out"], TreeRange.Whole, Options, CancellationToken.None);

        Assert.Equal(
            ["/dir/deeper/text", "/dir/pieces"],
            result.Problems.Select(problem => problem.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Links_planted_in_the_target_are_replaced_and_what_they_point_to_is_left_alone()
    {
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        Directory.CreateDirectory(folder["src/sub"]);
        File.WriteAllText(folder["src/sub/file"], "from the snapshot");
        File.WriteAllText(folder["src/plain"], "from the snapshot");
        File.WriteAllText(folder["src/linked"], "from the snapshot");
        var tree = await BackUpAsync(vault, folder["src"]);
        Directory.CreateDirectory(folder["outside"]);
        File.WriteAllText(folder["outside/file"], "not to be touched");
        Directory.CreateDirectory(folder["out"]);
        File.CreateSymbolicLink(folder["out/sub"], folder["outside"]);
        File.CreateSymbolicLink(folder["out/plain"], folder["outside/file"]);
        Posix.MakeLink(folder["outside/file"], folder["out/linked"]);
        var before = await TreeListing.ReadAsync(folder["outside"]);

        AssertNoProblems(await RestoreAsync(vault, tree, folder["out"]));

        AssertSameBelow(
            await TreeListing.ReadAsync(folder["src"]), await TreeListing.ReadAsync(folder["out"]));
        var after = await TreeListing.ReadAsync(folder["outside"]);
        Assert.Equal(before.Entries["file"] with { LinkedWith = "" }, after.Entries["file"]);
        Assert.Equal(["", "file"], after.Entries.Keys);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("/SCRATCH/planted")]
    [InlineData("../planted")]
    [InlineData("a\\u0000b")]
    public async Task A_hostile_name_is_refused_and_reported_and_the_rest_restored(string name)
    {
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        var hostile = name.Replace("/SCRATCH", folder.FullPath, StringComparison.Ordinal);
        var tree = await vault.SaveTreeAsync(TreeOf(FileNode(hostile, 0, ""), FileNode("zz-good", 0, "")));

        var result = await RestoreAsync(vault, tree, folder["out/target"]);

        Assert.True(result.ProblemCount > 0);
        Assert.Equal(
            ["target"], Directory.EnumerateFileSystemEntries(folder["out"]).Select(Path.GetFileName));
        Assert.Equal(
            ["zz-good"], Directory.EnumerateFileSystemEntries(folder["out/target"]).Select(Path.GetFileName));
        Assert.False(File.Exists(folder["planted"]));
    }

    [Fact]
    public async Task A_blob_that_is_missing_fails_its_file_only()
    {
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        var nowhere = new string('a', 64);
        Directory.CreateDirectory(folder["src"]);
        File.WriteAllText(folder["src/good"], "good");
        var good = (await vault.Repository.LoadTreeAsync(
            await BackUpAsync(vault, folder["src"]), CancellationToken.None)).Nodes[0].Content![0];
        var tree = await vault.SaveTreeAsync(
            TreeOf(FileNode("bad", 4, $"\"{nowhere}\""), FileNode("good", 4, $"\"{good}\"")));

        var result = await RestoreAsync(vault, tree, folder["out"]);

        Assert.Equal("/bad", Assert.Single(result.Problems).Path);
        Assert.Equal("good", File.ReadAllText(folder["out/good"]));
    }

    [Fact]
    public async Task Only_what_is_included_is_restored_with_the_directories_that_lead_to_it()
    {
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        SampleTree.CreateEveryKind(folder["src"], Seed.NewRandom(output));
        var tree = await BackUpAsync(vault, folder["src"]);
        var options = Options with { Includes = ["/dir/deeper/text", "small"] };

        await FilesRestore.RunAsync(
            vault.Repository, tree, folder["out"], TreeRange.Whole, options, CancellationToken.None);
        await FilesRestore.FinishAsync(
            vault.Repository, tree, folder["out"], options, CancellationToken.None);

        var actual = await TreeListing.ReadAsync(folder["out"]);
        var expected = await TreeListing.ReadAsync(folder["src"]);
        Assert.Equal(["", "dir", "dir/deeper", "dir/deeper/text", "small"], actual.Entries.Keys);
        Assert.All(actual.Entries.Where(entry => entry.Key.Length > 0), entry =>
            Assert.Equal(expected.Entries[entry.Key], entry.Value));
    }

    private static byte[] TreeOf(params string[] nodes) =>
        Encoding.UTF8.GetBytes($$"""{"nodes":[{{string.Join(',', nodes)}}]}""" + "\n");

    private static string FileNode(string name, int size, string content) => $$"""
        {"name":"{{name}}","type":"file","mode":420,"mtime":"2020-01-01T00:00:00Z","atime":"2020-01-01T00:00:00Z",
        "ctime":"2020-01-01T00:00:00Z","uid":{{Uid}},"gid":{{Gid}},"size":{{size}},"content":[{{content}}]}
        """;

    private static uint Uid => HostIdentity.Current().Uid;

    private static uint Gid => HostIdentity.Current().Gid;

    private static async Task<BlobId> BackUpAsync(TestVault vault, string path)
    {
        var result = await vault.BackUpAsync(new SourceSet([path]));
        Assert.Empty(result.Warnings);
        return await BackupTests.SubtreeAsync(vault, result.Tree, path);
    }

    private static async Task<string> ChangedAsync(string path) =>
        (await Command.RunAsync("stat", ["-c", "%z", path])).Output;

    private static async Task<FilesRestoreResult> RestoreAsync(
        TestVault vault, BlobId tree, string target, FilesRestoreOptions? options = null)
    {
        var result = await FilesRestore.RunAsync(
            vault.Repository, tree, target, TreeRange.Whole, options ?? Options, CancellationToken.None);
        var finish = await FilesRestore.FinishAsync(
            vault.Repository, tree, target, options ?? Options, CancellationToken.None);
        return result with
        {
            ProblemCount = Math.Max(result.ProblemCount, finish.ProblemCount),
            Problems = [.. result.Problems.Union(finish.Problems)],
        };
    }

    private static async Task<List<TreeRange>> PlanAsync(TestVault vault, BlobId tree, PlanLimits limits)
    {
        var ranges = new List<TreeRange>();
        TreePosition? start = null;
        do
        {
            var page =
                await RestorePlanner.NextAsync(vault.Repository, tree, start, limits, CancellationToken.None);
            ranges.AddRange(page.Ranges.Select(range => range.Range));
            start = page.Next;
        }
        while (start is not null);

        return ranges;
    }

    private static void AssertNoProblems(FilesRestoreResult result) =>
        Assert.True(result.ProblemCount == 0, string.Join('\n', result.Problems));

    // The target itself is not part of the snapshot.
    private static void AssertSameBelow(TreeListing expected, TreeListing actual) =>
        Assert.DoesNotContain(
            expected.DifferencesTo(actual), line => !line.StartsWith("'':", StringComparison.Ordinal));
}

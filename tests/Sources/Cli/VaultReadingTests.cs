using System.Text.Json;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Kit.Trees;
using Xunit.Abstractions;

namespace Mesh.Tests.Sources.Cli;

/// <summary>Looking into snapshots without restoring them, beside stock restic.</summary>
public sealed class VaultReadingTests(ITestOutputHelper output) : BesideRestic(output)
{
    [ResticTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_diff_names_what_restic_names(bool metadata)
    {
        var (before, after) = await TwoSnapshotsAsync();
        string[] arguments = metadata ? ["diff", "--metadata", before, after] : ["diff", before, after];

        var ours = await Mesh.TryRunAsync(arguments);
        var theirs = await Restic.RunAsync(arguments);
        var document = await Mesh.RunAsync(arguments);

        Assert.Equal(0, ours.ExitCode);
        // To restic a time of access or an inode is metadata as well.
        Assert.Subset(Changes(theirs).ToHashSet(), Changes(ours.Output).ToHashSet());
        Assert.All(
            Changes(theirs).Except(Changes(ours.Output)),
            line => Assert.StartsWith("U", line, StringComparison.Ordinal));
        Assert.Contains($"M    {Folder["src/changed"]}", Changes(ours.Output));
        Assert.Contains($"-    {Folder["src/gone/below"]}", Changes(ours.Output));
        Assert.Equal(metadata, Changes(ours.Output).Contains($"U    {Folder["src/opened"]}"));
        Assert.Equal(Changes(ours.Output).Count, document.GetProperty("changes").GetArrayLength());
        Assert.Equal(1, document.GetProperty("counts").GetProperty("modified").GetInt32());
        Assert.Empty(Changes((await Mesh.TryRunAsync("diff", after, after)).Output));
    }

    [ResticFact]
    public async Task Statistics_count_what_restic_counts()
    {
        await TwoSnapshotsAsync();
        File.WriteAllText(Folder["src/linked"], new string('x', 5000));
        await Command.RunAsync("ln", [Folder["src/linked"], Folder["src/same"]]);
        await Mesh.RunAsync("backup", Folder["src"]);

        foreach (var of in new string[][] { [], ["latest"] })
        {
            var ours = await Mesh.RunAsync(["stats", .. of]);
            var restored = (await Restic.RunJsonAsync(["stats", .. of]))[0];
            var raw = (await Restic.RunJsonAsync(["stats", "--mode", "raw-data", .. of]))[0];

            Assert.Equal(restored.GetProperty("total_size").GetInt64(), Number(ours, "restoreBytes"));
            Assert.Equal(restored.GetProperty("total_file_count").GetInt64(), Number(ours, "entries"));
            Assert.Equal(raw.GetProperty("total_size").GetInt64(), Number(ours, "storedBytes"));
            Assert.Equal(raw.GetProperty("total_blob_count").GetInt64(), Number(ours, "blobs"));
        }
    }

    [ResticFact]
    public async Task What_is_looked_for_is_found_in_each_snapshot_that_has_it()
    {
        var (before, after) = await TwoSnapshotsAsync();

        Assert.Equal([before, after], await FindAsync("c?anged"));
        Assert.Equal([before], await FindAsync($"{Folder["src"]}/**/below"));
        Assert.Equal([before], await FindAsync("gone"));
        Assert.Equal([after], await FindAsync("new", "--snapshot", after));
        Assert.Empty(await FindAsync("new", "--snapshot", before));
        Assert.Equal(2, (await Mesh.TryRunAsync("find", "[")).ExitCode);
    }

    [ResticFact]
    public async Task A_file_is_dumped_whole_and_a_directory_as_an_archive_that_tar_unpacks()
    {
        await TwoSnapshotsAsync();
        var large = Folder["src/large"];
        SampleTree.WriteRandom(large, Seed.NewRandom(Output), 9_000_000);
        await Mesh.RunAsync("backup", Folder["src"]);

        var file = await Mesh.RunAsync("dump", "latest", large, "--target", Folder["copy"]);
        Assert.Equal(new FileInfo(large).Length, Number(file, "bytes"));
        Assert.Equal(await File.ReadAllBytesAsync(large), await File.ReadAllBytesAsync(Folder["copy"]));
        Assert.Equal("changed twice", (await Mesh.TryRunAsync("dump", "latest", Folder["src/changed"])).Output);

        await Mesh.RunAsync("dump", "latest", Folder["src"], "--target", Folder["src.tar"]);
        Directory.CreateDirectory(Folder["out"]);
        var unpacked = await Command.RunAsync("tar", ["-xpf", Folder["src.tar"], "-C", Folder["out"]]);
        Assert.True(unpacked.ExitCode == 0, unpacked.Errors);
        var theirs = await Restic.RunAsync("dump", "latest", Folder["src/changed"]);
        Assert.Equal("changed twice", theirs);
        var listing = await TreeListing.ReadAsync(Folder["out"] + Folder["src"]);
        Assert.Empty(Below(await TreeListing.ReadAsync(Folder["src"])).Except(Below(listing)));
    }

    [ResticFact]
    public async Task What_cannot_be_dumped_is_refused_and_nothing_is_written()
    {
        await TwoSnapshotsAsync();
        File.WriteAllText(Folder["there"], "mine");
        foreach (var (arguments, word) in new (string[], string)[]
        {
            ([Folder["src/none"]], "has no 'none' there"),
            ([Folder["src/link"]], "is a symlink"),
            ([Folder["src/changed"], "--target", Folder["there"]], "already exists"),
            ([Folder["src/changed"], "--json"], "--target"),
        })
        {
            var refused = await Mesh.TryRunAsync(["dump", "latest", .. arguments]);
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains(word, refused.Output + refused.Errors, StringComparison.Ordinal);
        }

        Assert.Equal("mine", File.ReadAllText(Folder["there"]));
    }

    [ResticFact]
    public async Task What_is_damaged_is_said_and_no_part_of_it_is_left()
    {
        Directory.CreateDirectory(Folder["src"]);
        SampleTree.WriteRandom(Folder["src/large"], Seed.NewRandom(Output), 40_000_000);
        await Mesh.RunAsync("init");
        await BackUpAsync();
        var packs = Directory.GetFiles(Folder["repo/data"], "*", SearchOption.AllDirectories);
        var pack = packs.MaxBy(file => new FileInfo(file).Length)!;
        var bytes = await File.ReadAllBytesAsync(pack);
        bytes[bytes.Length / 2] ^= 1;
        File.Delete(pack);
        await File.WriteAllBytesAsync(pack, bytes);

        foreach (var path in new[] { "src/large", "src" })
        {
            var failed = await Mesh.TryRunAsync("dump", "latest", Folder[path], "--target", Folder["copy"]);
            Assert.Equal(1, failed.ExitCode);
            Assert.Contains("blob", failed.Errors, StringComparison.Ordinal);
            Assert.False(File.Exists(Folder["copy"]));
        }
    }

    private async Task<(string Before, string After)> TwoSnapshotsAsync()
    {
        Directory.CreateDirectory(Folder["src/gone"]);
        Directory.CreateDirectory(Folder["src/same-folder"]);
        foreach (var name in new[] { "changed", "opened", "gone/below", "same-folder/same" })
        {
            File.WriteAllText(Folder[$"src/{name}"], $"{name}, as it was");
        }

        File.CreateSymbolicLink(Folder["src/link"], "changed");
        await Mesh.RunAsync("init");
        var before = await BackUpAsync();
        File.WriteAllText(Folder["src/changed"], "changed twice");
        File.SetUnixFileMode(Folder["src/opened"], UnixFileMode.UserRead);
        Directory.Delete(Folder["src/gone"], recursive: true);
        Directory.CreateDirectory(Folder["src/new/folder"]);
        File.WriteAllText(Folder["src/new/folder/file"], "new");
        return (before, await BackUpAsync());
    }

    private async Task<string> BackUpAsync() =>
        (await Mesh.RunAsync("backup", Folder["src"])).GetProperty("snapshot").GetString()!;

    private async Task<IReadOnlyList<string>> FindAsync(params string[] arguments) =>
        [.. (await Mesh.RunAsync(["find", .. arguments])).GetProperty("found").EnumerateArray()
            .Select(found => found.GetProperty("snapshot").GetProperty("id").GetString()!)];

    private static List<string> Changes(string output) =>
        [.. output.Split('\n').Where(line => line.Length > 5 && "+-MTU".Contains(line[0], StringComparison.Ordinal)
            && line[1] == ' ' && line[5] == '/')];

    private static long Number(JsonElement document, string name) => document.GetProperty(name).GetInt64();

    // An archive has no nanoseconds.
    private static IEnumerable<string> Below(TreeListing listing) => listing.Entries
        .Where(entry => entry.Key.Length > 0)
        .Select(entry => $"{entry.Key} {entry.Value with { Modified = entry.Value.Modified.Split('.')[0] }}");
}

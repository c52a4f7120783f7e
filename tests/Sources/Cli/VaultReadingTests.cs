using System.Text.Json;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Kit.Restic;
using Mesh.Tests.Kit.Trees;
using Xunit.Abstractions;

namespace Mesh.Tests.Sources.Cli;

/// <summary>Looking into snapshots without restoring them, beside stock restic.</summary>
public sealed class VaultReadingTests : IDisposable
{
    private const string Password = "open sesame";

    private readonly ITestOutputHelper _output;
    private readonly ScratchFolder _folder = new();
    private readonly ResticClient _restic;
    private readonly MeshProgram _mesh;

    public VaultReadingTests(ITestOutputHelper output)
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

    [ResticTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_diff_names_what_restic_names(bool metadata)
    {
        var (before, after) = await TwoSnapshotsAsync();
        string[] arguments = metadata ? ["diff", "--metadata", before, after] : ["diff", before, after];

        var ours = await _mesh.TryRunAsync(arguments);
        var theirs = await _restic.RunAsync(arguments);
        var document = await _mesh.RunAsync(arguments);

        Assert.Equal(0, ours.ExitCode);
        // To restic a time of access or an inode is metadata as well.
        Assert.Subset(Changes(theirs).ToHashSet(), Changes(ours.Output).ToHashSet());
        Assert.All(
            Changes(theirs).Except(Changes(ours.Output)),
            line => Assert.StartsWith("U", line, StringComparison.Ordinal));
        Assert.Contains($"M    {_folder["src/changed"]}", Changes(ours.Output));
        Assert.Contains($"-    {_folder["src/gone/below"]}", Changes(ours.Output));
        Assert.Equal(metadata, Changes(ours.Output).Contains($"U    {_folder["src/opened"]}"));
        Assert.Equal(Changes(ours.Output).Count, document.GetProperty("changes").GetArrayLength());
        Assert.Equal(1, document.GetProperty("counts").GetProperty("modified").GetInt32());
        Assert.Empty(Changes((await _mesh.TryRunAsync("diff", after, after)).Output));
    }

    [ResticFact]
    public async Task Statistics_count_what_restic_counts()
    {
        await TwoSnapshotsAsync();
        File.WriteAllText(_folder["src/linked"], new string('x', 5000));
        await Command.RunAsync("ln", [_folder["src/linked"], _folder["src/same"]]);
        await _mesh.RunAsync("backup", _folder["src"]);

        foreach (var of in new string[][] { [], ["latest"] })
        {
            var ours = await _mesh.RunAsync(["stats", .. of]);
            var restored = (await _restic.RunJsonAsync(["stats", .. of]))[0];
            var raw = (await _restic.RunJsonAsync(["stats", "--mode", "raw-data", .. of]))[0];

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
        Assert.Equal([before], await FindAsync($"{_folder["src"]}/**/below"));
        Assert.Equal([before], await FindAsync("gone"));
        Assert.Equal([after], await FindAsync("new", "--snapshot", after));
        Assert.Empty(await FindAsync("new", "--snapshot", before));
        Assert.Equal(2, (await _mesh.TryRunAsync("find", "[")).ExitCode);
    }

    [ResticFact]
    public async Task A_file_is_dumped_whole_and_a_directory_as_an_archive_that_tar_unpacks()
    {
        await TwoSnapshotsAsync();
        var large = _folder["src/large"];
        SampleTree.WriteRandom(large, Seed.NewRandom(_output), 9_000_000);
        await _mesh.RunAsync("backup", _folder["src"]);

        var file = await _mesh.RunAsync("dump", "latest", large, "--target", _folder["copy"]);
        Assert.Equal(new FileInfo(large).Length, Number(file, "bytes"));
        Assert.Equal(await File.ReadAllBytesAsync(large), await File.ReadAllBytesAsync(_folder["copy"]));
        Assert.Equal("changed twice", (await _mesh.TryRunAsync("dump", "latest", _folder["src/changed"])).Output);

        await _mesh.RunAsync("dump", "latest", _folder["src"], "--target", _folder["src.tar"]);
        Directory.CreateDirectory(_folder["out"]);
        var unpacked = await Command.RunAsync("tar", ["-xpf", _folder["src.tar"], "-C", _folder["out"]]);
        Assert.True(unpacked.ExitCode == 0, unpacked.Errors);
        var theirs = await _restic.RunAsync("dump", "latest", _folder["src/changed"]);
        Assert.Equal("changed twice", theirs);
        var listing = await TreeListing.ReadAsync(_folder["out"] + _folder["src"]);
        Assert.Empty(Below(await TreeListing.ReadAsync(_folder["src"])).Except(Below(listing)));
    }

    [ResticFact]
    public async Task What_cannot_be_dumped_is_refused_and_nothing_is_written()
    {
        await TwoSnapshotsAsync();
        File.WriteAllText(_folder["there"], "mine");
        foreach (var (arguments, word) in new (string[], string)[]
        {
            ([_folder["src/none"]], "has no 'none' there"),
            ([_folder["src/link"]], "is a symlink"),
            ([_folder["src/changed"], "--target", _folder["there"]], "already exists"),
            ([_folder["src/changed"], "--json"], "--target"),
        })
        {
            var refused = await _mesh.TryRunAsync(["dump", "latest", .. arguments]);
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains(word, refused.Output + refused.Errors, StringComparison.Ordinal);
        }

        Assert.Equal("mine", File.ReadAllText(_folder["there"]));
    }

    [ResticFact]
    public async Task What_is_damaged_is_said_and_no_part_of_it_is_left()
    {
        Directory.CreateDirectory(_folder["src"]);
        SampleTree.WriteRandom(_folder["src/large"], Seed.NewRandom(_output), 40_000_000);
        await _mesh.RunAsync("init");
        await BackUpAsync();
        var packs = Directory.GetFiles(_folder["repo/data"], "*", SearchOption.AllDirectories);
        var pack = packs.MaxBy(file => new FileInfo(file).Length)!;
        var bytes = await File.ReadAllBytesAsync(pack);
        bytes[bytes.Length / 2] ^= 1;
        File.Delete(pack);
        await File.WriteAllBytesAsync(pack, bytes);

        foreach (var path in new[] { "src/large", "src" })
        {
            var failed = await _mesh.TryRunAsync("dump", "latest", _folder[path], "--target", _folder["copy"]);
            Assert.Equal(1, failed.ExitCode);
            Assert.Contains("blob", failed.Errors, StringComparison.Ordinal);
            Assert.False(File.Exists(_folder["copy"]));
        }
    }

    private async Task<(string Before, string After)> TwoSnapshotsAsync()
    {
        Directory.CreateDirectory(_folder["src/gone"]);
        Directory.CreateDirectory(_folder["src/same-folder"]);
        foreach (var name in new[] { "changed", "opened", "gone/below", "same-folder/same" })
        {
            File.WriteAllText(_folder[$"src/{name}"], $"{name}, as it was");
        }

        File.CreateSymbolicLink(_folder["src/link"], "changed");
        await _mesh.RunAsync("init");
        var before = await BackUpAsync();
        File.WriteAllText(_folder["src/changed"], "changed twice");
        File.SetUnixFileMode(_folder["src/opened"], UnixFileMode.UserRead);
        Directory.Delete(_folder["src/gone"], recursive: true);
        Directory.CreateDirectory(_folder["src/new/folder"]);
        File.WriteAllText(_folder["src/new/folder/file"], "new");
        return (before, await BackUpAsync());
    }

    private async Task<string> BackUpAsync() =>
        (await _mesh.RunAsync("backup", _folder["src"])).GetProperty("snapshot").GetString()!;

    private async Task<IReadOnlyList<string>> FindAsync(params string[] arguments) =>
        [.. (await _mesh.RunAsync(["find", .. arguments])).GetProperty("found").EnumerateArray()
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

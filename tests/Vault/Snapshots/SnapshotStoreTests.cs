using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Storage.Faults;
using Mesh.Storage.Memory;
using Mesh.Vault;
using Mesh.Vault.Snapshots;

namespace Mesh.Tests.Vault.Snapshots;

public class SnapshotStoreTests
{
    [Fact]
    public async Task Everything_a_snapshot_has_comes_back()
    {
        using var repository = await TestRepository.InitAsync();
        var time = new Timestamp(1_700_000_000, 123_456_789, 120);
        var saved = await repository.Snapshots.SaveAsync(new Snapshot
        {
            Time = time,
            Parent = BlobId.Of("p"u8),
            Tree = BlobId.Of("t"u8),
            Paths = ["/a", "/ü<&>"],
            Hostname = "h",
            Username = "u",
            Uid = 1,
            Gid = 2,
            Excludes = ["*.o"],
            Tags = ["x", "y"],
            Original = BlobId.Of("o"u8),
            ProgramVersion = "mesh 0.1",
            Summary = new SnapshotSummary { BackupStart = time, BackupEnd = time, TotalBytesProcessed = 4 },
            MeshRun = "run-1",
        }, null, CancellationToken.None);

        var read = await repository.Snapshots.LoadAsync(saved.Id, CancellationToken.None);

        Assert.Equal(saved.Paths, read.Paths);
        Assert.Equal(saved.Tags, read.Tags);
        Assert.Equal(saved.Excludes, read.Excludes);
        Assert.Equal(saved with { Paths = read.Paths, Tags = read.Tags, Excludes = read.Excludes }, read);
    }

    [Fact]
    public async Task Snapshots_are_found_by_latest_filter_and_beginning_of_an_id()
    {
        using var repository = await TestRepository.InitAsync();
        var old = await SaveAsync(repository, 1, "a", ["/x"], ["t"]);
        var middle = await SaveAsync(repository, 2, "b", ["/x", "/y"], []);
        var young = await SaveAsync(repository, 3, "a", ["/y"], []);
        var store = repository.Snapshots;

        Assert.Equal([old.Id, middle.Id, young.Id],
            (await store.ListAsync(SnapshotFilter.All, default)).Select(snapshot => snapshot.Id));
        Assert.Equal(young.Id, (await store.FindAsync("latest", SnapshotFilter.All, default)).Id);
        Assert.Equal(
            middle.Id, (await store.FindAsync(middle.Id.ToString()[..12], SnapshotFilter.All, default)).Id);
        await AssertLatestAsync(middle, new SnapshotFilter { Paths = ["/x"] });
        await AssertLatestAsync(old, new SnapshotFilter { Paths = ["/x"], ExactPaths = true });
        await AssertLatestAsync(middle, new SnapshotFilter { Hosts = ["b", "c"] });
        await AssertLatestAsync(old, new SnapshotFilter { Tags = ["t"] });
        await AssertLatestAsync(
            middle, new SnapshotFilter { NotAfter = DateTimeOffset.FromUnixTimeSeconds(2) });
        Assert.Null(await store.FindLatestAsync(new SnapshotFilter { Hosts = ["z"] }, default));

        async Task AssertLatestAsync(Snapshot expected, SnapshotFilter filter) =>
            Assert.Equal(expected.Id, (await store.FindLatestAsync(filter, default))!.Id);
    }

    [Theory]
    [InlineData("latest", "snapshot-not-found")]
    [InlineData("0123", "snapshot-not-found")]
    public async Task A_reference_that_means_nothing_is_bad_input(string reference, string code)
    {
        using var repository = await TestRepository.InitAsync();

        var error = await Assert.ThrowsAsync<MeshException>(
            () => repository.Snapshots.FindAsync(reference, SnapshotFilter.All, CancellationToken.None));
        Assert.Equal(code, error.Code);
        Assert.Equal(ExitCode.BadInput, error.ExitCode);
    }

    [Fact]
    public async Task A_reference_that_means_two_is_bad_input()
    {
        using var repository = await TestRepository.InitAsync();
        var ids = new List<char>();
        for (var i = 0; ids.Distinct().Count() == ids.Count; i++)
        {
            ids.Add((await SaveAsync(repository, i, "h", [], [])).Id.ToString()[0]);
        }

        var error = await Assert.ThrowsAsync<MeshException>(
            () => repository.Snapshots.FindAsync(
                ids[^1].ToString(), SnapshotFilter.All, CancellationToken.None));
        Assert.Equal("snapshot-ambiguous", error.Code);
    }

    [Fact]
    public async Task A_file_that_is_no_snapshot_is_named_with_the_way_out()
    {
        await using var memory = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(memory);
        await SaveAsync(repository, 1, "h", [], []);
        var key = "snapshots/" + BlobId.Of("garbage"u8);
        await memory.PutAsync(key, "garbage"u8.ToArray(), PutCondition.Overwrite, default);

        var error = await Assert.ThrowsAsync<MeshException>(
            () => repository.Snapshots.FindLatestAsync(SnapshotFilter.All, default));

        Assert.Equal("damaged-snapshot", error.Code);
        Assert.EndsWith(key, error.Subject, StringComparison.Ordinal);
        Assert.Contains("delete it", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_counts_as_saved_only_when_it_can_be_read_back()
    {
        await using var memory = new MemoryObjectStore();
        await using var store = new FaultyObjectStore(memory, FaultPlans.None);
        using var repository = await TestRepository.InitAsync(store);
        foreach (var fault in (Fault[])[Fault.LostWrite, Fault.ShortWrite, Fault.FlipBitOnWrite])
        {
            store.Plan = FaultPlans.Always(StoreOperation.Put, "snapshots/", fault);
            await Assert.ThrowsAnyAsync<MeshException>(() => SaveAsync(repository, 1, "h", [], []));
        }
    }

    private static Task<Snapshot> SaveAsync(
        Repository repository, long seconds, string host, string[] paths, string[] tags) =>
        repository.Snapshots.SaveAsync(new Snapshot
        {
            Time = new Timestamp(seconds, 0, 0),
            Tree = BlobId.Of("t"u8),
            Paths = paths,
            Hostname = host,
            Tags = tags,
        }, null, CancellationToken.None);
}

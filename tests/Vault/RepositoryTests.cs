using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Storage.Errors;
using Mesh.Storage.Faults;
using Mesh.Storage.Memory;
using Mesh.Tests.Vault.Checking;
using Mesh.Vault;
using Mesh.Vault.Checking;
using Mesh.Vault.Indexes;
using Mesh.Vault.Packs;
using Mesh.Vault.Snapshots;

namespace Mesh.Tests.Vault;

public class RepositoryTests
{
    [Fact]
    public async Task Opening_what_is_not_there_says_so()
    {
        var error = await Assert.ThrowsAsync<MeshException>(
            () => TestRepository.OpenAsync(new MemoryObjectStore()));

        Assert.Equal("no-repository", error.Code);
        Assert.Equal(ExitCode.NoRepository, error.ExitCode);
    }

    [Fact]
    public async Task A_wrong_password_opens_nothing()
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store);

        var error = await Assert.ThrowsAsync<MeshException>(() => TestRepository.OpenAsync(store, "wrong"));
        Assert.Equal("wrong-password", error.Code);
        Assert.Equal(ExitCode.WrongPassword, error.ExitCode);
    }

    [Fact]
    public async Task A_repository_is_not_made_over_another()
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store);
        var before = await SampleRepository.FilesAsync(store);

        var error = await Assert.ThrowsAsync<MeshException>(() => TestRepository.InitAsync(store));
        Assert.Equal("repository-exists", error.Code);
        Assert.Equal(before, await SampleRepository.FilesAsync(store));
    }

    [Fact]
    public async Task Whoever_comes_second_when_two_make_a_repository_takes_its_key_away()
    {
        await using var memory = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(memory);
        var before = await SampleRepository.FilesAsync(memory);
        await using var store = new FaultyObjectStore(
            memory, FaultPlans.Script(StoreOperation.Stat, "config", Fault.Hide));

        var error = await Assert.ThrowsAsync<MeshException>(() => TestRepository.InitAsync(store));
        Assert.Equal("repository-exists", error.Code);
        Assert.Equal(before, await SampleRepository.FilesAsync(memory));
    }

    [Fact]
    public async Task The_key_of_an_attempt_to_make_a_repository_that_was_cut_off_does_not_outlive_the_next()
    {
        await using var memory = new MemoryObjectStore();
        await using var store = new FaultyObjectStore(
            memory, FaultPlans.Script(StoreOperation.Put, "config", Fault.Deny));
        await Assert.ThrowsAsync<ObjectStoreException>(() => TestRepository.InitAsync(store));

        using var repository = await TestRepository.InitAsync(store);
        var files = await SampleRepository.FilesAsync(memory);
        Assert.Equal(["config", "keys"], files.Select(file => file.Key.Split('/')[0]));
    }

    [Fact]
    public async Task A_key_that_opens_with_the_password_but_is_of_another_repository_is_passed_over()
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store);
        for (var i = 0; i < 10; i++)
        {
            await using var other = new MemoryObjectStore();
            using var made = await TestRepository.InitAsync(other);
            var key = (await FilesAsync(other, "keys/")).Single().Key;
            var content = await other.GetAsync(key, 1 << 20, CancellationToken.None);
            await store.PutAsync(key, content, PutCondition.Overwrite, CancellationToken.None);
        }

        using var opened = await TestRepository.OpenAsync(store);
        Assert.Equal(repository.Config.Id, opened.Config.Id);
    }

    [Fact]
    public async Task No_repository_is_made_over_the_data_of_one_that_lost_its_config()
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store);
        await SampleRepository.FillAsync(repository);
        await store.DeleteAsync("config", CancellationToken.None);
        var before = await SampleRepository.FilesAsync(store);

        var error = await Assert.ThrowsAsync<MeshException>(() => TestRepository.InitAsync(store));
        Assert.Equal("config-lost", error.Code);
        Assert.Equal(before, await SampleRepository.FilesAsync(store));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_in_packs_that_the_store_lost_is_stored_again_once_they_are_forgotten(
        bool isCut)
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store);
        await SampleRepository.FillAsync(repository);
        foreach (var pack in await FilesAsync(store, "data/"))
        {
            await store.DeleteAsync(pack.Key, CancellationToken.None);
            if (isCut)
            {
                var half = new byte[pack.Size / 2];
                await store.PutAsync(pack.Key, half, PutCondition.Overwrite, CancellationToken.None);
            }
        }

        await repository.ForgetLostPacksAsync(CancellationToken.None);
        var snapshot = await SampleRepository.FillAsync(repository);

        using var fresh = await TestRepository.OpenAsync(store);
        var seen = await SnapshotVerifier.VerifyAsync(fresh, snapshot.Tree, CancellationToken.None);
        Assert.True(seen.IsComplete);
    }

    [Fact]
    public async Task Packs_that_are_there_are_not_forgotten()
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store);
        await SampleRepository.FillAsync(repository);
        await store.DeleteAsync((await FilesAsync(store, "data/"))[0].Key, CancellationToken.None);
        var before = repository.Index.Count;

        await repository.ForgetLostPacksAsync(CancellationToken.None);

        Assert.InRange(repository.Index.Count, 1, before - 1);
    }

    [Theory]
    [InlineData("snapshots/", Fault.FlipBitOnWrite)]
    [InlineData("snapshots/", Fault.ShortWrite)]
    [InlineData("index/", Fault.FlipBitOnWrite)]
    [InlineData("index/", Fault.ShortWrite)]
    public async Task A_file_that_a_store_has_damaged_while_it_was_written_does_not_stay_to_fail_others(
        string prefix, Fault fault)
    {
        await using var memory = new MemoryObjectStore();
        await using var store = new FaultyObjectStore(memory, FaultPlans.None);
        using var repository = await TestRepository.InitAsync(store);
        await SampleRepository.FillAsync(repository);
        store.Plan = FaultPlans.Script(StoreOperation.Put, prefix, fault);
        var tree = new Snapshot { Time = new Timestamp(1, 0, 0), Tree = BlobId.Of("t"u8), Paths = ["/"] };
        await Assert.ThrowsAnyAsync<MeshException>(() => prefix == "index/"
            ? repository.Files.SaveAsync(
                FileKind.Index, IndexFile.Write([]), verify: true, CancellationToken.None)
            : repository.Snapshots.SaveAsync(tree, null, CancellationToken.None));

        await SampleRepository.ReadAllAsync(memory);
    }

    [Fact]
    public async Task Reloading_the_index_forgets_packs_that_a_prune_took_away()
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store);
        var snapshot = await SampleRepository.FillAsync(repository);
        using var other = await TestRepository.OpenAsync(store);
        var kept = await other.Files.SaveAsync(
            FileKind.Index, IndexFile.Write([]), verify: true, CancellationToken.None);
        foreach (var (id, _) in await other.Files.ListAsync(FileKind.Index, CancellationToken.None))
        {
            if (id != kept)
            {
                await other.Files.DeleteAsync(FileKind.Index, id, CancellationToken.None);
            }
        }

        Assert.True(repository.Contains(BlobType.Tree, snapshot.Tree));
        await repository.LoadIndexAsync(null, CancellationToken.None);
        Assert.False(repository.Contains(BlobType.Tree, snapshot.Tree));
    }

    [Fact]
    public async Task Reloading_the_index_adds_what_others_wrote()
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store);
        using var other = await TestRepository.OpenAsync(store);
        await using var writer = other.CreateWriter(BlobWriterOptions.Default);
        var id = await writer.SaveAsync(BlobType.Data, "theirs"u8.ToArray(), CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);

        Assert.False(repository.Contains(BlobType.Data, id));
        await repository.LoadIndexAsync(null, CancellationToken.None);
        Assert.Equal(6, repository.SizeOf(BlobType.Data, id));
    }

    [Fact]
    public async Task An_index_that_points_to_another_blob_is_caught_by_the_hash()
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store);
        await SampleRepository.FillAsync(repository);
        var wanted = BlobId.Of("never stored"u8);
        Assert.True(
            repository.Index.TryFind(BlobType.Data, BlobId.Of(SampleRepository.Small), out var place));
        var lie = new IndexedPack(place.Pack, [place.Entry with { Id = wanted }]);
        await repository.Files.SaveAsync(FileKind.Index, IndexFile.Write([lie]), verify: true, default);

        using var opened = await TestRepository.OpenAsync(store);
        var error = await Assert.ThrowsAsync<MeshException>(
            () => opened.LoadBlobAsync(BlobType.Data, wanted, CancellationToken.None));
        Assert.Equal("damaged-blob", error.Code);
    }

    [Theory]
    [InlineData(Fault.FlipBitOnRead)]
    [InlineData(Fault.Truncate)]
    [InlineData(Fault.Hide)]
    public async Task What_a_store_gives_wrongly_once_is_asked_for_again(Fault fault)
    {
        await using var memory = new MemoryObjectStore();
        using (var repository = await TestRepository.InitAsync(memory))
        {
            await SampleRepository.FillAsync(repository);
        }

        await using var store = new FaultyObjectStore(memory, FaultPlans.None);
        using var opened = await TestRepository.OpenAsync(store);
        store.Plan = FaultPlans.Script(StoreOperation.Read, "data/", fault);
        var id = BlobId.Of(SampleRepository.Small);

        Assert.Equal(
            SampleRepository.Small, await opened.LoadBlobAsync(BlobType.Data, id, CancellationToken.None));
        Assert.Equal(1, store.FaultCount);
    }

    [Theory]
    [InlineData(Fault.FlipBitOnRead, "damaged-blob")]
    [InlineData(Fault.Truncate, "object-truncated")]
    [InlineData(Fault.Hide, "object-not-found")]
    public async Task What_a_store_gives_wrongly_always_is_an_error_and_never_data(Fault fault, string code)
    {
        await using var memory = new MemoryObjectStore();
        using (var repository = await TestRepository.InitAsync(memory))
        {
            await SampleRepository.FillAsync(repository);
        }

        await using var store = new FaultyObjectStore(memory, FaultPlans.None);
        using var opened = await TestRepository.OpenAsync(store);
        store.Plan = FaultPlans.Always(StoreOperation.Read, "data/", fault);
        var id = BlobId.Of(SampleRepository.Small);

        var one = await Assert.ThrowsAnyAsync<MeshException>(
            () => opened.LoadBlobAsync(BlobType.Data, id, CancellationToken.None));
        var many = await Assert.ThrowsAnyAsync<MeshException>(
            () => opened.LoadBlobsAsync(
                BlobType.Data, [id], (_, _) => ValueTask.CompletedTask, CancellationToken.None));
        Assert.Equal([code, code], [one.Code, many.Code]);
    }

    private static async Task<List<ObjectInfo>> FilesAsync(IObjectStore store, string folder) =>
        [.. (await SampleRepository.FilesAsync(store))
            .Where(file => file.Key.StartsWith(folder, StringComparison.Ordinal))];
}

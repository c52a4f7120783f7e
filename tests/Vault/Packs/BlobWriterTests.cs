using System.Text;
using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Storage.Errors;
using Mesh.Storage.Faults;
using Mesh.Storage.Memory;
using Mesh.Tests.Kit;
using Mesh.Vault;
using Mesh.Vault.Checking;
using Mesh.Vault.Packs;
using Xunit.Abstractions;

namespace Mesh.Tests.Vault.Packs;

public class BlobWriterTests(ITestOutputHelper output)
{
    private static readonly BlobWriterOptions _small = new() { PackSize = 64 << 10 };

    [Fact]
    public async Task Many_savers_at_once_leave_every_blob_once()
    {
        var random = Seed.NewRandom(output);
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store);
        var blobs = Enumerable.Range(0, 600)
            .Select(i => (
                i % 5 == 0 ? BlobType.Tree
                    : BlobType.Data, Content.Compressible(random, random.Next(1, 30_000))))
            .ToList();
        await using (var writer = repository.CreateWriter(_small))
        {
            // Each blob comes three times, and at about the same moment.
            await Parallel.ForEachAsync(
                blobs.SelectMany(blob => new[] { blob, blob, blob }),
                new ParallelOptions { MaxDegreeOfParallelism = 8 },
                async (blob, token) => await writer.SaveAsync(blob.Item1, blob.Item2, token));
            await writer.FlushAsync(CancellationToken.None);

            Assert.Equal(600, writer.Counters.DataBlobs + writer.Counters.TreeBlobs);
            Assert.Equal(1_200, writer.Counters.BlobsKnown);
            Assert.Equal(blobs.Sum(blob => blob.Item2.Length), writer.Counters.BytesAdded);
        }

        using var fresh = await TestRepository.OpenAsync(store);
        Assert.Equal(600, fresh.Index.Count);
        foreach (var (type, content) in blobs)
        {
            Assert.Equal(
                content, await fresh.LoadBlobAsync(type, BlobId.Of(content), CancellationToken.None));
        }

        var check = await Checker.CheckAsync(
            fresh, new CheckOptions { ReadData = true }, CancellationToken.None);
        Assert.Empty(check.Findings);
    }

    [Fact]
    public async Task Many_blobs_are_loaded_together_and_each_is_handed_over_once()
    {
        var random = Seed.NewRandom(output);
        using var repository = await TestRepository.InitAsync();
        await using var writer = repository.CreateWriter(_small);
        var wanted = new Dictionary<BlobId, byte[]>();
        for (var i = 0; i < 300; i++)
        {
            var content = Content.Compressible(random, random.Next(0, 20_000));
            var id = await writer.SaveAsync(BlobType.Data, content, CancellationToken.None);
            if (i % 3 != 0)
            {
                wanted[id] = content;
            }
        }

        await writer.FlushAsync(CancellationToken.None);
        var received = new System.Collections.Concurrent.ConcurrentDictionary<BlobId, byte[]>();
        await repository.LoadBlobsAsync(BlobType.Data, [.. wanted.Keys], (id, content) =>
        {
            Assert.True(received.TryAdd(id, content.ToArray()));
            return ValueTask.CompletedTask;
        }, CancellationToken.None);

        Assert.Equal(wanted.Count, received.Count);
        Assert.All(wanted, pair => Assert.Equal(pair.Value, received[pair.Key]));
    }

    [Fact]
    public async Task A_blob_larger_than_a_pack_has_a_pack_of_its_own()
    {
        var random = Seed.NewRandom(output);
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store);
        var large = Content.Random(random, 5 << 20);
        await using var writer = repository.CreateWriter(_small);
        await writer.SaveAsync(BlobType.Data, "before"u8.ToArray(), CancellationToken.None);
        var id = await writer.SaveAsync(BlobType.Data, large, CancellationToken.None);
        await writer.SaveAsync(BlobType.Data, "after"u8.ToArray(), CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);

        using var fresh = await TestRepository.OpenAsync(store);
        Assert.Equal(large, await fresh.LoadBlobAsync(BlobType.Data, id, CancellationToken.None));
        var check = await Checker.CheckAsync(
            fresh, new CheckOptions { ReadData = true }, CancellationToken.None);
        Assert.Empty(check.Findings);
    }

    [Fact]
    public async Task No_index_file_names_more_blobs_than_the_format_allows()
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store);
        await using var writer = repository.CreateWriter(BlobWriterOptions.Default);
        for (var i = 0; i < 60_000; i++)
        {
            await writer.SaveAsync(BlobType.Data, BitConverter.GetBytes(i), CancellationToken.None);
        }

        await writer.FlushAsync(CancellationToken.None);
        var files = await repository.Files.ListAsync(FileKind.Index, CancellationToken.None);
        Assert.Equal(2, files.Count);
        foreach (var (id, _) in files)
        {
            var json = await repository.Files.LoadAsync(FileKind.Index, id, CancellationToken.None);
            var names = Encoding.UTF8.GetString(json.Span).Split("\"type\"").Length - 1;
            Assert.InRange(names, 1, 50_000);
        }

        using var fresh = await TestRepository.OpenAsync(store);
        Assert.Equal(60_000, fresh.Index.Count);
    }

    [Fact]
    public async Task When_a_pack_cannot_be_stored_savers_and_flushers_hear_why_and_no_index_names_it()
    {
        var random = Seed.NewRandom(output);
        await using var memory = new MemoryObjectStore();
        await using var store = new FaultyObjectStore(memory, FaultPlans.None);
        using var repository = await TestRepository.InitAsync(store);
        store.Plan = FaultPlans.Always(StoreOperation.Put, "data/", Fault.Deny);
        await using var writer = repository.CreateWriter(_small);

        var error = await Assert.ThrowsAsync<ObjectStoreException>(async () =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                await writer.SaveAsync(BlobType.Data, Content.Random(random, 10_000), CancellationToken.None);
            }
        });
        Assert.Equal("store-denied", error.Code);
        await Assert.ThrowsAsync<ObjectStoreException>(() => writer.FlushAsync(CancellationToken.None));
        Assert.Empty(await repository.Files.ListAsync(FileKind.Index, CancellationToken.None));
    }

    [Theory]
    [InlineData("data/", Fault.FlipBitOnWrite)]
    [InlineData("data/", Fault.ShortWrite)]
    [InlineData("data/", Fault.LostWrite)]
    [InlineData("index/", Fault.FlipBitOnWrite)]
    [InlineData("index/", Fault.ShortWrite)]
    [InlineData("index/", Fault.LostWrite)]
    public async Task A_store_that_lies_about_what_it_stored_is_caught_before_the_flush_returns(
        string prefix, Fault fault)
    {
        await using var memory = new MemoryObjectStore();
        await using var store = new FaultyObjectStore(memory, FaultPlans.None);
        using var repository = await TestRepository.InitAsync(store);
        store.Plan = FaultPlans.Always(StoreOperation.Put, prefix, fault);
        await using var writer = repository.CreateWriter(_small with { VerifyOnWrite = true });
        await writer.SaveAsync(BlobType.Data, "some content"u8.ToArray(), CancellationToken.None);

        await Assert.ThrowsAnyAsync<MeshException>(() => writer.FlushAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_cancelled_saver_does_not_leave_others_believing_that_its_blob_is_stored()
    {
        var random = Seed.NewRandom(output);
        await using var memory = new MemoryObjectStore();
        await using var store = new FaultyObjectStore(memory, FaultPlans.None);
        using var repository = await TestRepository.InitAsync(store);
        store.Plan = FaultPlans.Always(StoreOperation.Put, "data/", Fault.Stall);
        await using var writer = repository.CreateWriter(_small);
        using var cancel = new CancellationTokenSource();
        // With nothing stored, a save ends at once until all buffers are full; the next waits for one.
        Task<BlobId> saving;
        do
        {
            saving = writer.SaveAsync(BlobType.Data, Content.Random(random, 30_000), cancel.Token).AsTask();
        }
        while (saving.IsCompletedSuccessfully);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => saving);
        store.Plan = FaultPlans.None;
        var error = await Assert.ThrowsAnyAsync<Exception>(
            () => writer.FlushAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.IsNotType<TimeoutException>(error);
        Assert.Empty(await repository.Files.ListAsync(FileKind.Index, CancellationToken.None));
    }

    [Fact]
    public async Task A_blob_of_a_writer_that_failed_is_stored_again_by_the_next()
    {
        var random = Seed.NewRandom(output);
        await using var memory = new MemoryObjectStore();
        await using var store = new FaultyObjectStore(memory, FaultPlans.None);
        using var repository = await TestRepository.InitAsync(store);
        var content = Content.Random(random, _small.PackSize);
        store.Plan = FaultPlans.Always(StoreOperation.Put, "index/", Fault.Deny);
        await using (var failing = repository.CreateWriter(_small))
        {
            await failing.SaveAsync(BlobType.Data, content, CancellationToken.None);
            await Assert.ThrowsAsync<ObjectStoreException>(() => failing.FlushAsync(CancellationToken.None));
        }

        store.Plan = FaultPlans.None;
        await using var writer = repository.CreateWriter(_small);
        var id = await writer.SaveAsync(BlobType.Data, content, CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);

        using var fresh = await TestRepository.OpenAsync(store);
        Assert.Equal(content, await fresh.LoadBlobAsync(BlobType.Data, id, CancellationToken.None));
    }

    [Fact]
    public async Task Two_writers_of_one_repository_do_not_disturb_each_other()
    {
        var random = Seed.NewRandom(output);
        await using var store = new MemoryObjectStore();
        using var first = await TestRepository.InitAsync(store);
        using var second = await TestRepository.OpenAsync(store);
        var content = Enumerable.Range(0, 40).Select(_ => Content.Random(random, 5_000)).ToList();
        foreach (var repository in (Repository[])[first, second])
        {
            await using var writer = repository.CreateWriter(_small);
            foreach (var blob in content)
            {
                await writer.SaveAsync(BlobType.Data, blob, CancellationToken.None);
            }

            await writer.FlushAsync(CancellationToken.None);
        }

        var check = await Checker.CheckAsync(
            second, new CheckOptions { ReadData = true }, CancellationToken.None);
        var finding = Assert.Single(check.Findings);
        Assert.Equal("blob-duplicate", finding.Code);
        Assert.True(check.IsSound);
    }

    [Fact]
    public async Task Version_one_stores_nothing_compressed()
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store, version: 1);
        await using var writer = repository.CreateWriter(_small);
        var id = await writer.SaveAsync(BlobType.Data, new byte[10_000], CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);

        Assert.True(repository.Index.TryFind(BlobType.Data, id, out var location));
        Assert.False(location.Entry.IsCompressed);
        Assert.Equal(
            new byte[10_000], await repository.LoadBlobAsync(BlobType.Data, id, CancellationToken.None));
    }
}

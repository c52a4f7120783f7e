using Mesh.Storage.Files;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Kit.Restic;
using Mesh.Tests.Vault.Checking;
using Mesh.Vault;
using Mesh.Vault.Checking;
using Mesh.Vault.Packs;
using Mesh.Vault.Snapshots;
using Xunit.Abstractions;

namespace Mesh.Tests.Vault.Interop;

/// <summary>Stock restic and Mesh in one repository, in turns and at the same time.</summary>
public sealed class SharedRepositoryTests : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly ScratchFolder _scratch = new();
    private readonly FileObjectStore _store;
    private readonly ResticClient _restic;

    public SharedRepositoryTests(ITestOutputHelper output)
    {
        _output = output;
        _store = new FileObjectStore(_scratch["repo"]);
        _restic = new ResticClient(_scratch["repo"], TestRepository.Password);
    }

    public void Dispose()
    {
        _restic.Dispose();
        _store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _scratch.Dispose();
    }

    [ResticFact]
    public async Task Both_write_in_turns_and_each_uses_what_the_other_stored()
    {
        var random = Seed.NewRandom(_output);
        using var repository = await TestRepository.InitAsync(_store);
        await SampleRepository.FillAsync(repository);
        Directory.CreateDirectory(_scratch["src"]);
        await File.WriteAllBytesAsync(_scratch["src/known"], SampleRepository.Large);
        await File.WriteAllBytesAsync(_scratch["src/new"], Content.Random(random, 100_000));
        await _restic.RunInAsync(_scratch.FullPath, "backup", "src");

        await repository.LoadIndexAsync(null, CancellationToken.None);
        Assert.Single(repository.Index.FindAll(BlobType.Data, BlobId.Of(SampleRepository.Large)));
        await using var writer = repository.CreateWriter(BlobWriterOptions.Default);
        await writer.SaveAsync(
            BlobType.Data, await File.ReadAllBytesAsync(_scratch["src/new"]), CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        Assert.Equal(1, writer.Counters.BlobsKnown);
        Assert.Equal(0, writer.Counters.DataBlobs);

        await _restic.CheckAsync();
        await AssertSoundAsync(snapshots: 2);
    }

    [ResticFact]
    public async Task Both_write_at_the_same_time()
    {
        var random = Seed.NewRandom(_output);
        using var repository = await TestRepository.InitAsync(_store);
        Directory.CreateDirectory(_scratch["src"]);
        for (var i = 0; i < 30; i++)
        {
            await File.WriteAllBytesAsync(_scratch[$"src/{i}"], Content.Random(random, 200_000));
        }

        var theirs = _restic.RunInAsync(_scratch.FullPath, "backup", "src");
        var rounds = 0;
        do
        {
            await using var held = await repository.Locks.AcquireAsync(false, "run", CancellationToken.None);
            var small = new BlobWriterOptions { PackSize = 100_000 };
            await using (var writer = repository.CreateWriter(small, held))
            {
                for (var i = 0; i < 10; i++)
                {
                    await writer.SaveAsync(
                        BlobType.Data, Content.Random(random, 50_000), CancellationToken.None);
                }

                await writer.FlushAsync(CancellationToken.None);
            }

            await SampleRepository.FillAsync(repository);
            rounds++;
        }
        while (!theirs.IsCompleted);

        await theirs;
        await _restic.CheckAsync();
        await AssertSoundAsync(snapshots: rounds == 1 ? 2 : null);
    }

    [ResticFact]
    public async Task After_restic_has_pruned_a_reload_shows_what_is_gone_and_saving_stores_it_again()
    {
        using var repository = await TestRepository.InitAsync(_store);
        var kept = await SampleRepository.FillAsync(repository);
        var content = Content.Random(Seed.NewRandom(_output), 50_000);
        var id = BlobId.Of(content);
        await SaveAsync(repository, content);
        Assert.True(repository.Contains(BlobType.Data, id));

        // Nothing refers to the blob yet, as between two movements of a backup.
        await _restic.RunAsync("prune", "--max-unused", "0");
        await repository.LoadIndexAsync(null, CancellationToken.None);
        Assert.False(repository.Contains(BlobType.Data, id));
        Assert.True(
            (await SnapshotVerifier.VerifyAsync(repository, kept.Tree, CancellationToken.None)).IsComplete);

        await SaveAsync(repository, content);
        Assert.Equal(content, await repository.LoadBlobAsync(BlobType.Data, id, CancellationToken.None));
        await _restic.CheckAsync();
    }

    [ResticFact]
    public async Task A_tree_whose_pack_restic_pruned_away_does_not_verify()
    {
        using var repository = await TestRepository.InitAsync(_store);
        var snapshot = await SampleRepository.FillAsync(repository);
        await repository.Snapshots.DeleteAsync(snapshot.Id, CancellationToken.None);
        await _restic.RunAsync("prune", "--max-unused", "0");

        // The index in memory still names the packs: only the store's listing tells.
        var result = await SnapshotVerifier.VerifyAsync(repository, snapshot.Tree, CancellationToken.None);
        Assert.False(result.IsComplete);
    }

    [ResticFact]
    public async Task Restic_respects_our_locks_and_its_unlock_neither_ends_us_nor_takes_a_live_lock()
    {
        using var repository = await TestRepository.InitAsync(_store);
        await using (await repository.Locks.AcquireAsync(true, "run", CancellationToken.None))
        {
            var backup = await _restic.TryRunAsync("backup", _scratch.FullPath);
            Assert.NotEqual(0, backup.ExitCode);
            Assert.Contains("locked", backup.Errors, StringComparison.Ordinal);

            await _restic.RunAsync("unlock");
            Assert.Single(await repository.Locks.ListAsync(CancellationToken.None));
        }

        await _restic.RunAsync("list", "snapshots");
    }

    [ResticFact]
    public async Task Restic_forgets_a_snapshot_of_ours_and_a_key_that_restic_added_opens_for_us()
    {
        using var repository = await TestRepository.InitAsync(_store);
        var snapshot = await SampleRepository.FillAsync(repository);
        await _restic.RunAsync("forget", snapshot.Id.ToString());
        Assert.Empty(await repository.Snapshots.ListAsync(SnapshotFilter.All, CancellationToken.None));

        await File.WriteAllTextAsync(_scratch["second"], "second password\n");
        await _restic.RunAsync("key", "add", "--new-password-file", _scratch["second"]);
        using var opened = await TestRepository.OpenAsync(_store, "second password");
        Assert.Equal(repository.Config, opened.Config);
    }

    private static async Task SaveAsync(Repository repository, byte[] content)
    {
        await using var writer = repository.CreateWriter(BlobWriterOptions.Default);
        await writer.SaveAsync(BlobType.Data, content, CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
    }

    private async Task AssertSoundAsync(long? snapshots)
    {
        using var fresh = await TestRepository.OpenAsync(_store);
        var result = await Checker.CheckAsync(
            fresh, new CheckOptions { ReadData = true }, CancellationToken.None);
        Assert.DoesNotContain(result.Findings, finding => finding.Severity == Severity.Error);
        Assert.Equal(snapshots ?? result.Snapshots, result.Snapshots);
        Assert.Empty(await fresh.Locks.ListAsync(CancellationToken.None));
    }
}

using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Storage.Memory;
using Mesh.Vault;
using Mesh.Vault.Checking;
using Mesh.Vault.Packs;
using Mesh.Vault.Snapshots;
using Mesh.Vault.Trees;

namespace Mesh.Tests.Vault.Checking;

public sealed class CheckerTests : IDisposable
{
    private readonly MemoryObjectStore _store = new();

    public void Dispose() => _store.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_sound_repository_has_no_findings(int version)
    {
        using (var repository = await TestRepository.InitAsync(_store, version: version))
        {
            await SampleRepository.FillAsync(repository);
        }

        var result = await CheckAsync(readData: true);

        Assert.Empty(result.Findings);
        Assert.True(result.IsSound);
        Assert.Equal(1, result.Snapshots);
        Assert.Equal((await PacksAsync()).Sum(pack => pack.Size), result.BytesRead);
    }

    [Fact]
    public async Task The_parts_of_a_check_read_every_pack_once_and_find_what_the_whole_finds()
    {
        using (var repository = await TestRepository.InitAsync(_store))
        {
            await SampleRepository.FillAsync(repository);
        }

        var packs = await PacksAsync();
        var damaged = packs.MaxBy(pack => pack.Size)!;
        var content = await _store.GetAsync(damaged.Key, CancellationToken.None);
        content[100] ^= 1;
        await _store.PutAsync(damaged.Key, content, PutCondition.Overwrite, CancellationToken.None);

        var parts = new List<CheckResult>();
        for (var part = 1; part <= 7; part++)
        {
            parts.Add(await CheckAsync(readData: true, $"{part}/7"));
        }

        Assert.Equal(packs.Sum(pack => pack.Size), parts.Sum(part => part.BytesRead));
        Assert.Single(parts, part => !part.IsSound);
        Assert.False((await CheckAsync(readData: true, "100%")).IsSound);
        Assert.InRange((await CheckAsync(readData: true, "0.1%")).BytesRead, 1, damaged.Size);
    }

    [Theory]
    [InlineData("0/7")]
    [InlineData("8/7")]
    [InlineData("1/257")]
    [InlineData("1/")]
    [InlineData("-1/7")]
    [InlineData("0%")]
    [InlineData("101%")]
    [InlineData("some")]
    [InlineData("")]
    public void What_is_no_part_is_refused(string text) =>
        Assert.Equal("bad-subset", Assert.Throws<MeshException>(() => PackSubset.Parse(text)).Code);

    [Fact]
    public async Task A_missing_pack_is_found_and_so_is_what_it_takes_away()
    {
        var snapshot = await FillAsync();
        var pack = (await PacksAsync()).MaxBy(pack => pack.Size)!;
        await _store.DeleteAsync(pack.Key, CancellationToken.None);

        var result = await CheckAsync();
        Assert.Contains(result.Findings, finding => finding.Code == "pack-missing" && pack.Key.EndsWith(
            finding.Subject["pack ".Length..], StringComparison.Ordinal));
        Assert.Contains(result.Findings, finding => finding.Code == "blob-missing"
            && finding.Subject == $"snapshot {snapshot.Id.ToShortString()}: /below/large");

        var verified = await VerifyAsync(snapshot.Tree);
        Assert.False(verified.IsComplete);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_file_whose_blobs_are_not_as_long_as_its_tree_says_is_found(int difference)
    {
        BlobId root;
        using (var repository = await TestRepository.InitAsync(_store))
        {
            await SampleRepository.FillAsync(repository);
            await using var writer = repository.CreateWriter(BlobWriterOptions.Default);
            var blob = await writer.SaveAsync(BlobType.Data, SampleRepository.Small, default);
            var node = SampleRepository.File("wrong", blob, SampleRepository.Small.Length + difference);
            root = await writer.SaveAsync(BlobType.Tree, TreeWriter.Write([node]), default);
            await writer.FlushAsync(default);
            var snapshot = new Snapshot
            {
                Time = new Timestamp(1_700_000_000, 0, 0),
                Tree = root,
                Paths = ["/wrong"],
                Hostname = "host",
            };
            await repository.Snapshots.SaveAsync(snapshot, null, default);
        }

        Assert.Equal("file-size", Assert.Single((await CheckAsync()).Findings).Code);
        var finding = Assert.Single((await VerifyAsync(root)).Findings);
        Assert.EndsWith("/wrong", finding.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pack_of_the_wrong_size_is_found_without_reading_it()
    {
        var snapshot = await FillAsync();
        var pack = (await PacksAsync())[0];
        var content = await _store.GetAsync(pack.Key, CancellationToken.None);
        await _store.PutAsync(
            pack.Key, content.AsMemory(0, content.Length - 1), PutCondition.Overwrite, default);

        Assert.Contains((await CheckAsync()).Findings, finding => finding.Code == "pack-size");
        Assert.False((await VerifyAsync(snapshot.Tree)).IsComplete);
    }

    [Fact]
    public async Task Missing_index_files_make_blobs_missing_and_packs_orphans()
    {
        await FillAsync();
        foreach (var file in (await SampleRepository.FilesAsync(_store)).Where(IsIn("index/")))
        {
            await _store.DeleteAsync(file.Key, CancellationToken.None);
        }

        var result = await CheckAsync();
        Assert.Contains(
            result.Findings, finding => finding is { Code: "tree-missing", Severity: Severity.Error });
        Assert.Contains(
            result.Findings, finding => finding is { Code: "pack-orphan", Severity: Severity.Note });
    }

    [Fact]
    public async Task Packs_of_an_interrupted_backup_are_noted_and_are_no_error()
    {
        using (var repository = await TestRepository.InitAsync(_store))
        {
            await SampleRepository.FillAsync(repository);
            await using var writer = repository.CreateWriter(new BlobWriterOptions { PackSize = 1 });
            await writer.SaveAsync(BlobType.Data, "never flushed"u8.ToArray(), CancellationToken.None);
            SpinWait.SpinUntil(() => writer.Counters.Packs == 1);
        }

        var result = await CheckAsync(readData: true);

        Assert.True(result.IsSound);
        Assert.Equal("pack-orphan", Assert.Single(result.Findings).Code);
    }

    [Fact]
    public async Task A_blob_that_is_sound_in_a_second_pack_is_read_from_there()
    {
        await FillAsync();
        using (var second = await Repository.OpenAsync(
            _store, TestRepository.Password, TestRepository.Options(), CancellationToken.None))
        {
            // Its index was not loaded, so it stores everything again.
            await SampleRepository.FillAsync(second);
        }

        var pack = (await PacksAsync()).MaxBy(pack => pack.Size)!;
        var content = await _store.GetAsync(pack.Key, CancellationToken.None);
        content[100] ^= 1;
        await _store.PutAsync(pack.Key, content, PutCondition.Overwrite, CancellationToken.None);

        await SampleRepository.ReadAllAsync(_store);
    }

    [Fact]
    public async Task Verifying_a_snapshot_counts_what_it_holds()
    {
        var snapshot = await FillAsync();

        var result = await VerifyAsync(snapshot.Tree);

        Assert.True(result.IsComplete);
        Assert.Equal((3, 2), (result.Files, result.Directories));
        Assert.Equal(SampleRepository.Large.Length + SampleRepository.Small.Length, result.Bytes);
        Assert.Equal((await PacksAsync()).Count, result.Packs);
    }

    private async Task<Snapshot> FillAsync()
    {
        using var repository = await TestRepository.InitAsync(_store);
        return await SampleRepository.FillAsync(repository);
    }

    private async Task<CheckResult> CheckAsync(bool readData = false, string? subset = null)
    {
        using var repository = await Repository.OpenAsync(
            _store, TestRepository.Password, TestRepository.Options(), CancellationToken.None);
        return await Checker.CheckAsync(
            repository,
            new CheckOptions
            {
                ReadData = readData, Subset = subset is null ? null : PackSubset.Parse(subset),
            },
            CancellationToken.None);
    }

    private async Task<VerifyResult> VerifyAsync(BlobId root)
    {
        using var repository = await TestRepository.OpenAsync(_store);
        return await SnapshotVerifier.VerifyAsync(repository, root, CancellationToken.None);
    }

    private async Task<List<ObjectInfo>> PacksAsync() =>
        [.. (await SampleRepository.FilesAsync(_store)).Where(IsIn("data/"))];

    private static Func<ObjectInfo, bool> IsIn(string folder) =>
        file => file.Key.StartsWith(folder, StringComparison.Ordinal);
}

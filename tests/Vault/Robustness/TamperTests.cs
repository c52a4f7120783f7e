using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Storage.Memory;
using Mesh.Tests.Kit;
using Mesh.Tests.Vault.Checking;
using Mesh.Vault;
using Mesh.Vault.Checking;
using Xunit.Abstractions;

namespace Mesh.Tests.Vault.Robustness;

public sealed class TamperTests(ITestOutputHelper output) : IDisposable
{
    private readonly MemoryObjectStore _store = new();

    public void Dispose() => _store.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Fact]
    public async Task A_changed_byte_in_any_file_is_found_and_never_read_as_data()
    {
        var random = Seed.NewRandom(output);
        await FillAsync();
        foreach (var file in (await SampleRepository.FilesAsync(_store)).Where(file => !IsKey(file)))
        {
            var original = await _store.GetAsync(file.Key, CancellationToken.None);
            var end = original.Length;
            int[] edges = [0, 15, 16, 17, end - 37, end - 17, end - 4, end - 1];
            foreach (var place in edges.Concat(Enumerable.Range(0, 12).Select(_ => random.Next(end))))
            {
                var changed = original.ToArray();
                changed[Math.Clamp(place, 0, changed.Length - 1)] ^= (byte)(1 << random.Next(8));
                await PutAsync(file, changed);
                await AssertFoundAsync(file, $"byte {place} of {file.Key}");
            }

            await PutAsync(file, original);
        }

        await SampleRepository.ReadAllAsync(_store);
    }

    [Fact]
    public async Task A_file_that_was_cut_extended_or_replaced_by_another_is_found()
    {
        var random = Seed.NewRandom(output);
        await FillAsync();
        var files = (await SampleRepository.FilesAsync(_store)).Where(file => !IsKey(file)).ToList();
        foreach (var file in files)
        {
            var original = await _store.GetAsync(file.Key, CancellationToken.None);
            var other = files[(files.IndexOf(file) + 1) % files.Count];
            foreach (var changed in (byte[][])[[], original[..^1], original[..(original.Length / 2)],
                [.. original, 0], await _store.GetAsync(other.Key, CancellationToken.None),
                Content.Random(random, original.Length)])
            {
                await PutAsync(file, changed);
                await AssertFoundAsync(
                    file, $"{file.Key} with {changed.Length} bytes instead of {original.Length}");
            }

            await PutAsync(file, original);
        }
    }

    [Fact]
    public async Task A_changed_key_file_opens_nothing_or_the_same_repository()
    {
        var random = Seed.NewRandom(output);
        await FillAsync();
        var file = (await SampleRepository.FilesAsync(_store)).Single(IsKey);
        var original = await _store.GetAsync(file.Key, CancellationToken.None);
        for (var i = 0; i < 200; i++)
        {
            var changed = original.ToArray();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            await PutAsync(file, changed);
            try
            {
                await SampleRepository.ReadAllAsync(_store);
                await AssertFoundAsync(file, "a changed key that opens all the same");
            }
            catch (MeshException error)
            {
                Assert.Contains(error.Code, (string[])["wrong-password", "damaged-key"]);
            }
        }
    }

    private static bool IsKey(ObjectInfo file) => file.Key.StartsWith("keys/", StringComparison.Ordinal);

    private Task PutAsync(ObjectInfo file, byte[] content) =>
        _store.PutAsync(file.Key, content, PutCondition.Overwrite, CancellationToken.None);

    private async Task FillAsync()
    {
        using var repository = await TestRepository.InitAsync(_store);
        await SampleRepository.FillAsync(repository);
    }

    // The check finds it, and reading either fails or, where the damage is in a part that reading does not
    // need, gives what was saved.
    private async Task AssertFoundAsync(ObjectInfo file, string what)
    {
        try
        {
            using var repository = await Repository.OpenAsync(
                _store, TestRepository.Password, TestRepository.Options(), CancellationToken.None);
            var result = await Checker.CheckAsync(
                repository, new CheckOptions { ReadData = true }, CancellationToken.None);
            Assert.False(result.IsSound, what);
        }
        catch (MeshException error)
        {
            Assert.True(file.Key == "config", $"{what}: {error.Message}");
        }

        try
        {
            await SampleRepository.ReadAllAsync(_store);
        }
        catch (MeshException error)
        {
            Assert.NotEmpty(error.Subject);
        }
    }
}

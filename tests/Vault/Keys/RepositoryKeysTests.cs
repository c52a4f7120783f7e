using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Storage.Faults;
using Mesh.Storage.Memory;
using Mesh.Vault;

namespace Mesh.Tests.Vault.Keys;

/// <summary>Several passwords of one repository.</summary>
public sealed class RepositoryKeysTests : IDisposable
{
    private readonly MemoryObjectStore _store = new();

    public void Dispose() => _store.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Fact]
    public async Task A_password_that_is_added_opens_and_one_that_is_removed_does_not()
    {
        using var repository = await TestRepository.InitAsync(_store);
        var first = Assert.Single(await repository.Keys.ListAsync(default));

        var added = await repository.Keys.AddAsync("second", default);

        using (var second = await TestRepository.OpenAsync(_store, "second"))
        {
            var keys = await second.Keys.ListAsync(default);
            Assert.Equal([first.Id, added], keys.Select(key => key.Id));
            Assert.Equal(added, keys.Single(key => key.IsCurrent).Id);
            Assert.Equal(first.Id, await second.Keys.RemoveAsync(first.Id.ToShortString(), default));
        }

        var refused = await Assert.ThrowsAsync<MeshException>(() => TestRepository.OpenAsync(_store));
        Assert.Equal("wrong-password", refused.Code);
    }

    [Fact]
    public async Task The_key_in_use_one_that_is_not_there_and_an_empty_password_are_refused()
    {
        using var repository = await TestRepository.InitAsync(_store);
        var own = (await repository.Keys.ListAsync(default))[0].Id.ToString();

        await RefusedAsync("key-in-use", () => repository.Keys.RemoveAsync(own, default));
        await RefusedAsync("no-such-key", () => repository.Keys.RemoveAsync("xyz", default));
        await RefusedAsync("bad-password", () => repository.Keys.AddAsync("", default));
        for (var i = 0; i < 17; i++)
        {
            await repository.Keys.AddAsync($"{i}", default);
        }

        // Of eighteen names two begin alike.
        var twice = (await repository.Keys.ListAsync(default)).Select(key => key.Id.ToString()[..1])
            .GroupBy(letter => letter).First(group => group.Count() > 1).Key;
        await RefusedAsync("ambiguous-key", () => repository.Keys.RemoveAsync(twice, default));
        Assert.Equal(18, (await repository.Keys.ListAsync(default)).Count);
    }

    [Fact]
    public async Task A_changed_password_is_there_before_the_old_one_goes()
    {
        using var repository = await TestRepository.InitAsync(_store);
        var old = (await repository.Keys.ListAsync(default))[0].Id;
        var key = RepositoryLayout.Key(FileKind.Key, old);
        var content = await _store.GetAsync(key, default);

        await repository.Keys.ChangeAsync("new", default);

        await RefusedAsync("wrong-password", () => TestRepository.OpenAsync(_store));
        using var opened = await TestRepository.OpenAsync(_store, "new");
        Assert.True(Assert.Single(await repository.Keys.ListAsync(default)).IsCurrent);

        // Cut off before the old one was removed.
        await _store.PutAsync(key, content, PutCondition.IfAbsent, default);
        using var before = await TestRepository.OpenAsync(_store);
        using var after = await TestRepository.OpenAsync(_store, "new");
    }

    [Fact]
    public async Task A_store_that_keeps_something_else_is_noticed_before_anything_is_removed()
    {
        await using var lying = new FaultyObjectStore(_store, FaultPlans.None);
        using var repository = await TestRepository.InitAsync(lying);
        lying.Plan = FaultPlans.Always(StoreOperation.Put, "keys/", Fault.FlipBitOnWrite);

        var error = await Assert.ThrowsAsync<MeshException>(() => repository.Keys.ChangeAsync("new", default));

        Assert.Equal("damaged-key", error.Code);
        using var still = await TestRepository.OpenAsync(lying);
    }

    private static async Task RefusedAsync(string code, Func<Task> act) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<MeshException>(act)).Code);
}

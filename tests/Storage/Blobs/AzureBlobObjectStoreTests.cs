using Mesh.Storage;
using Mesh.Storage.Blobs;
using Mesh.Storage.Errors;
using Mesh.Storage.Retries;
using Mesh.Tests.Kit.Azurite;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Storage.Blobs;

[Collection(AzuriteFixture.Name)]
public class AzureBlobObjectStoreTests(AzuriteFixture azurite)
{
    private readonly string container = $"mesh-{Guid.NewGuid():n}";

    [AzuriteFact]
    public async Task A_container_that_is_not_there_has_no_objects_but_cannot_be_listed()
    {
        await using var store = Open("");

        Assert.Null(await store.StatAsync("config", default));
        Assert.False(await store.DeleteAsync("config", default));
        Assert.Equal("store-missing",
            (await Assert.ThrowsAsync<ObjectStoreException>(() => Bytes.KeysAsync(store, ""))).Code);
        Assert.Equal("store-missing", (await Assert.ThrowsAsync<ObjectStoreException>(
            () => store.ReadAsync("config", 0, new byte[1], default))).Code);
    }

    [AzuriteFact]
    public async Task Stores_under_different_prefixes_of_a_container_do_not_see_each_other()
    {
        await using var first = Open("erp");
        await using var second = Open("erp/files");
        await using var all = Open("");
        await first.PutAsync("config", new byte[1], PutCondition.IfAbsent, default);
        await second.PutAsync("config", new byte[2], PutCondition.IfAbsent, default);

        Assert.Equal(1, (await first.StatAsync("config", default))!.Size);
        Assert.Equal(["config"], await Bytes.KeysAsync(second, ""));
        Assert.Equal(["erp/config", "erp/files/config"], await Bytes.KeysAsync(all, ""));
    }

    [AzuriteFact]
    [Trait("Category", "Long")]
    public async Task A_listing_of_several_pages_is_complete()
    {
        // Azure answers at most 5,000 names at a time.
        const int count = 5_100;
        await using var store = Open("many");
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (i, stop) => await store.PutAsync($"data/{i}", new byte[1], PutCondition.Overwrite, stop));

        Assert.Equal(count, (await Bytes.KeysAsync(store, "data/")).Distinct().Count());
    }

    [AzuriteFact]
    public async Task A_wrong_key_is_denied_at_once()
    {
        var wrong = azurite.Server.ConnectionString.Replace(
            AzuriteServer.AccountKey, Convert.ToBase64String(new byte[64]), StringComparison.Ordinal);
        await using var store = AzureStores.Open(wrong, container, "");

        var error = await Assert.ThrowsAsync<ObjectStoreException>(() => store.StatAsync("config", default));

        Assert.Equal(("store-denied", false), (error.Code, error.IsTransient));
        Assert.DoesNotContain('\n', error.Message);
    }

    [AzuriteFact]
    public async Task A_server_that_crashes_and_comes_back_is_waited_for()
    {
        await using var server = await AzuriteServer.StartAsync();
        using var failed = new SemaphoreSlim(0);
        var options = new RetryOptions
        {
            LargestDelay = TimeSpan.FromSeconds(1),
            OnRetry = _ => failed.Release(),
        };
        await using var store = new RetryingObjectStore(
            AzureStores.Open(server.ConnectionString, container, ""), options, TimeProvider.System,
            new Random(1));
        await store.PutAsync("config", new byte[] { 1 }, PutCondition.IfAbsent, default);
        await server.StopAsync();
        var put = store.PutAsync("data/one", Bytes.Of(5_000_000), PutCondition.IfAbsent, default);
        await failed.WaitAsync();
        await server.ResumeAsync();

        await put;

        Assert.Equal(Bytes.Of(5_000_000), await store.GetAsync("data/one", default));
        Assert.Equal(["config", "data/one"], await Bytes.KeysAsync(store, ""));
    }

    private AzureBlobObjectStore Open(string prefix) =>
        AzureStores.Open(azurite.Server.ConnectionString, container, prefix);
}

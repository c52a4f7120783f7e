using System.Buffers;
using Mesh.Storage;
using Mesh.Storage.Errors;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Storage.Contract;

/// <summary>The promises of <see cref="IObjectStore"/>, held against every implementation.</summary>
public abstract class ObjectStoreContract : IAsyncLifetime
{
    private IObjectStore? store;

    /// <summary>A store of this test's own, in which nothing is.</summary>
    protected IObjectStore Store => store ?? throw new InvalidOperationException("not opened yet");

    /// <summary>False where a call may be repeated within, so that "was it there" can be about an earlier
    /// attempt.</summary>
    protected virtual bool KnowsWhatItDeleted => true;

    [ContractFact]
    public async Task What_was_put_is_read_back_whole_and_in_ranges()
    {
        var content = Bytes.Of(300_000);
        await PutAsync("data/ab/one", content);

        Assert.Equal(content, await Store.GetAsync("data/ab/one", default));
        var range = new byte[1000];
        await Store.ReadAsync("data/ab/one", 123_456, range, default);
        Assert.Equal(content[123_456..124_456], range);
        await Store.ReadAsync("data/ab/one", 299_000, range, default);
        Assert.Equal(content[299_000..], range);
    }

    [ContractFact]
    public async Task Content_in_many_pieces_is_stored_as_one()
    {
        var content = Bytes.Of(100_000);
        await Store.PutAsync("config", Bytes.InPieces(content, 777), PutCondition.Overwrite, default);

        Assert.Equal(content, await Store.GetAsync("config", default));
    }

    [ContractFact]
    public async Task Content_of_many_megabytes_is_stored_as_it_is()
    {
        var content = Bytes.Of((20 << 20) + 3);
        var pieces = Bytes.InPieces(content, 3_000_001);
        await Store.PutAsync("data/cd/big", pieces, PutCondition.IfAbsent, default);

        Assert.Equal(content.Length, (await Store.StatAsync("data/cd/big", default))!.Size);
        Assert.Equal(content, await Store.GetAsync("data/cd/big", default));
    }

    [ContractFact]
    public async Task An_empty_object_is_an_object()
    {
        await PutAsync("locks/empty", []);

        Assert.Equal(new ObjectInfo("locks/empty", 0), await Store.StatAsync("locks/empty", default));
        Assert.Empty(await Store.GetAsync("locks/empty", default));
        Assert.Equal(["locks/empty"], await KeysAsync("locks/"));
        await Assert.ThrowsAsync<ObjectTruncatedException>(() => ReadAsync("locks/empty", 0, 1));
    }

    [ContractFact]
    public async Task What_is_not_there_has_no_size_and_is_an_error_to_read()
    {
        Assert.Null(await Store.StatAsync("config", default));
        await PutAsync("data/ab/one", [1]);

        Assert.Null(await Store.StatAsync("config", default));
        Assert.Null(await Store.StatAsync("data/ab", default));
        Assert.Null(await Store.StatAsync("data/ab/two", default));
        Assert.Null(await Store.StatAsync("data/ab/one/more", default));
        var error = await Assert.ThrowsAsync<ObjectNotFoundException>(() => ReadAsync("data/ab/two", 0, 1));
        Assert.Equal("object-not-found", error.Code);
        Assert.Contains("data/ab/two", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => ReadAsync("data/ab/two", 0, 0));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => Store.GetAsync("keys/none", default));
    }

    [ContractFact]
    public async Task A_range_beyond_the_end_is_an_error_that_tells_the_size()
    {
        await PutAsync("config", Bytes.Of(100));

        foreach (var (offset, length) in new[] { (0, 101), (50, 51), (100, 1), (1000, 1), (101, 0) })
        {
            var error = await Assert.ThrowsAsync<ObjectTruncatedException>(
                () => ReadAsync("config", offset, length));
            Assert.Equal(100, error.Size);
        }

        await ReadAsync("config", 100, 0);
    }

    [ContractFact]
    public async Task A_listing_has_everything_below_its_prefix_and_nothing_else()
    {
        string[] keys =
        [
            "config", "keys/k1", "data/00/a", "data/00/b", "data/ff/c", "data2/x", "datax", "locks/l",
        ];
        foreach (var (key, i) in keys.Select((key, i) => (key, i)))
        {
            await PutAsync(key, Bytes.Of(i));
        }

        Assert.Equal(keys.Order(StringComparer.Ordinal), await KeysAsync(""));
        Assert.Equal(["data/00/a", "data/00/b", "data/ff/c"], await KeysAsync("data/"));
        Assert.Equal(["data/00/a", "data/00/b"], await KeysAsync("data/00/"));
        Assert.Empty(await KeysAsync("index/"));
        var sizes = new Dictionary<string, long>();
        await foreach (var info in Store.ListAsync("", default))
        {
            sizes.Add(info.Key, info.Size);
        }

        Assert.All(keys.Select((key, i) => (key, i)), pair => Assert.Equal(pair.i, sizes[pair.key]));
    }

    [ContractFact]
    public async Task A_put_replaces_what_was_there_also_by_something_shorter()
    {
        await PutAsync("config", Bytes.Of(1000));
        await PutAsync("config", [7, 8]);

        Assert.Equal([7, 8], await Store.GetAsync("config", default));
        Assert.Equal(2, (await Store.StatAsync("config", default))!.Size);
    }

    [ContractFact]
    public async Task A_put_if_absent_leaves_what_was_there()
    {
        await Store.PutAsync("config", new byte[] { 1 }, PutCondition.IfAbsent, default);

        var error = await Assert.ThrowsAsync<ObjectExistsException>(
            () => Store.PutAsync("config", new byte[] { 2 }, PutCondition.IfAbsent, default));
        Assert.Equal("object-exists", error.Code);
        Assert.Equal([1], await Store.GetAsync("config", default));
    }

    [ContractFact]
    public async Task Of_many_writers_that_put_if_absent_exactly_one_succeeds()
    {
        for (var round = 0; round < 5; round++)
        {
            var key = $"locks/{round}";
            var wins = await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
            {
                await Task.Yield();
                try
                {
                    await Store.PutAsync(key, Bytes.Of(5000, writer), PutCondition.IfAbsent, default);
                    return writer;
                }
                catch (ObjectExistsException)
                {
                    return -1;
                }
            }));

            var winner = Assert.Single(wins, writer => writer >= 0);
            Assert.Equal(Bytes.Of(5000, winner), await Store.GetAsync(key, default));
        }
    }

    [ContractFact]
    public async Task A_reader_sees_the_old_or_the_new_content_never_a_mixture()
    {
        var contents = Enumerable.Range(0, 4).Select(i => Bytes.Of(200_000, i)).ToArray();
        await PutAsync("config", contents[0]);
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            do
            {
                var seen = await Store.GetAsync("config", default);
                Assert.Contains(contents, content => content.AsSpan().SequenceEqual(seen));
            }
            while (!done.IsCancellationRequested);
        })).ToArray();

        for (var i = 0; i < 40; i++)
        {
            await PutAsync("config", contents[i % contents.Length]);
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    [ContractFact]
    public async Task What_was_deleted_is_gone_and_to_delete_it_again_is_no_error()
    {
        await PutAsync("locks/one", [1]);

        Assert.True(await Store.DeleteAsync("locks/one", default) || !KnowsWhatItDeleted);
        Assert.Null(await Store.StatAsync("locks/one", default));
        Assert.Empty(await KeysAsync("locks/"));
        Assert.False(await Store.DeleteAsync("locks/one", default));
        Assert.False(await Store.DeleteAsync("locks/none/below", default));
        await PutAsync("locks/one", [2]);
        Assert.Equal([2], await Store.GetAsync("locks/one", default));
    }

    [ContractFact]
    public async Task What_is_cancelled_ends_as_cancelled_and_stores_nothing()
    {
        await PutAsync("config", [1]);
        var cancelled = new CancellationToken(canceled: true);

        await Cancelled(() => Store.PutAsync("locks/a", new byte[100], PutCondition.Overwrite, cancelled));
        await Cancelled(() => Store.StatAsync("config", cancelled));
        await Cancelled(() => Store.ReadAsync("config", 0, new byte[1], cancelled));
        await Cancelled(() => Store.DeleteAsync("config", cancelled));
        await Cancelled(async () =>
        {
            await foreach (var info in Store.ListAsync("", cancelled))
            {
                Assert.Fail($"listed {info.Key}");
            }
        });
        Assert.Equal(["config"], await KeysAsync(""));

        static Task Cancelled(Func<Task> call) => Assert.ThrowsAnyAsync<OperationCanceledException>(call);
    }

    [ContractFact]
    public async Task A_key_that_breaks_the_rules_never_reaches_the_store()
    {
        string[] bad =
        [
            "", "/", "/etc/passwd", "a//b", "a/", "../x", "a/../../x", "a/..", ".", "./a", "a\\b", "a\0b",
            "a\nb", "é", "data/ab/one-tmp-123", new string('x', 201),
            string.Join('/', Enumerable.Repeat("abcd", 250)),
        ];
        foreach (var key in bad)
        {
            await Refused(() => Store.PutAsync(key, new byte[1], PutCondition.Overwrite, default));
            await Refused(() => Store.StatAsync(key, default));
            await Refused(() => Store.ReadAsync(key, 0, new byte[1], default));
            await Refused(() => Store.DeleteAsync(key, default));
        }

        await Refused(() => KeysAsync("data"));
        await Refused(() => KeysAsync("../"));

        static async Task Refused(Func<Task> call) =>
            Assert.Equal("bad-object-key", (await Assert.ThrowsAsync<ObjectStoreException>(call)).Code);
    }

    [ContractFact]
    public async Task An_object_larger_than_the_reader_expects_is_refused_before_it_is_loaded()
    {
        await PutAsync("config", Bytes.Of(1001));

        var error = await Assert.ThrowsAsync<ObjectStoreException>(
            () => Store.GetAsync("config", 1000, default));
        Assert.Equal("object-too-large", error.Code);
        Assert.Equal(1001, (await Store.GetAsync("config", 1001, default)).Length);
    }

    [ContractFact]
    public async Task Many_clients_at_once_do_not_disturb_each_other()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            var key = $"data/{i % 7:00}/{i}";
            await PutAsync(key, Bytes.Of(10_000 + i, i));
            Assert.Equal(Bytes.Of(10_000 + i, i), await Store.GetAsync(key, default));
            if (i % 2 == 0)
            {
                Assert.True(await Store.DeleteAsync(key, default) || !KnowsWhatItDeleted);
            }
        }));

        Assert.Equal(20, (await KeysAsync("data/")).Count);
    }

    public Task InitializeAsync()
    {
        store = Open();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await Store.DisposeAsync();

    /// <summary>Opens the store; called once a test.</summary>
    protected abstract IObjectStore Open();

    protected Task PutAsync(string key, byte[] content) =>
        Store.PutAsync(key, content, PutCondition.Overwrite, default);

    protected Task ReadAsync(string key, long offset, int length) =>
        Store.ReadAsync(key, offset, new byte[length], default);

    /// <summary>All keys below the prefix, sorted.</summary>
    protected Task<List<string>> KeysAsync(string prefix) => Bytes.KeysAsync(Store, prefix);
}

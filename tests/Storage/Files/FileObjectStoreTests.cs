using Mesh.Storage;
using Mesh.Storage.Errors;
using Mesh.Storage.Files;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Kit.Restic;

namespace Mesh.Tests.Storage.Files;

public sealed class FileObjectStoreTests : IDisposable
{
    private const UnixFileMode OwnerOnlyFolder =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly ScratchFolder scratch = new();
    private readonly FileObjectStore store;

    public FileObjectStoreTests() => store = new FileObjectStore(scratch["repo"]);

    [Fact]
    public async Task A_folder_that_is_not_there_has_no_objects_but_cannot_be_listed()
    {
        Assert.Null(await store.StatAsync("config", default));
        Assert.False(await store.DeleteAsync("config", default));
        var error = await Assert.ThrowsAsync<ObjectStoreException>(() => Bytes.KeysAsync(store, ""));

        Assert.Equal("store-missing", error.Code);
        Assert.False(Directory.Exists(scratch["repo"]));
    }

    [Fact]
    public async Task Objects_are_read_only_files_in_private_folders()
    {
        await PutAsync("data/ab/one", PutCondition.IfAbsent);
        await PutAsync("config", PutCondition.Overwrite);

        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(scratch["repo/data/ab/one"]));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(scratch["repo/config"]));
        foreach (var folder in new[] { "repo", "repo/data", "repo/data/ab" })
        {
            Assert.Equal(OwnerOnlyFolder, File.GetUnixFileMode(scratch[folder]));
        }
    }

    [Fact]
    public async Task Where_the_group_may_read_the_config_it_may_read_and_add_everything()
    {
        await PutAsync("config", PutCondition.IfAbsent);
        File.SetUnixFileMode(scratch["repo/config"], UnixFileMode.UserRead | UnixFileMode.GroupRead);
        await using var reopened = new FileObjectStore(scratch["repo"]);
        await reopened.PutAsync("data/ab/one", new byte[1], PutCondition.IfAbsent, default);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.GroupRead,
            File.GetUnixFileMode(scratch["repo/data/ab/one"]));
        Assert.True(File.GetUnixFileMode(scratch["repo/data/ab"]).HasFlag(UnixFileMode.GroupRead));
    }

    [Fact]
    public async Task Nothing_but_the_object_is_left_by_puts_that_succeed_and_puts_that_do_not()
    {
        await PutAsync("locks/one", PutCondition.IfAbsent);
        await PutAsync("locks/one", PutCondition.Overwrite);
        await Assert.ThrowsAsync<ObjectExistsException>(() => PutAsync("locks/one", PutCondition.IfAbsent));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.PutAsync(
            "locks/two", CancellingContent.Of(32 << 20, out var token), PutCondition.Overwrite, token));

        Assert.Equal(["one"], Directory.GetFileSystemEntries(scratch["repo/locks"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Unfinished_and_foreign_files_are_no_objects()
    {
        await PutAsync("data/ab/one", PutCondition.IfAbsent);
        File.WriteAllText(scratch["repo/data/ab/one-tmp-4711"], "restic was killed");
        File.WriteAllText(scratch["repo/data/ab/one-tmp-mesh-1-1"], "mesh was killed");
        File.WriteAllText(scratch["repo/data/ab/näme"], "somebody's");

        Assert.Equal(["data/ab/one"], await Bytes.KeysAsync(store, ""));
    }

    [Fact]
    public async Task The_first_put_in_a_folder_removes_what_a_killed_writer_left_there_and_nothing_else()
    {
        Directory.CreateDirectory(scratch["repo/locks"]);
        File.WriteAllText(scratch["repo/locks/dead-tmp-mesh-1-1"], "killed");
        File.WriteAllText(scratch["repo/locks/other-tmp-4711"], "restic's own");
        await using var written = new FileStream(
            scratch["repo/locks/live-tmp-mesh-2-1"], FileMode.CreateNew, FileAccess.Write, FileShare.Read);

        await PutAsync("locks/one", PutCondition.IfAbsent);

        Assert.Equal(["live-tmp-mesh-2-1", "one", "other-tmp-4711"],
            Directory.GetFiles(scratch["repo/locks"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Writers_that_begin_at_once_do_not_take_each_others_files_for_leftovers()
    {
        for (var round = 0; round < 300; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() =>
                new FileObjectStore(scratch["repo"]).PutAsync(
                    $"locks/{writer}", Bytes.Of(10), PutCondition.Overwrite, default))));
        }

        Assert.Equal(8, Directory.GetFiles(scratch["repo/locks"]).Length);
    }

    [ResticFact]
    public async Task Restic_does_not_mind_what_a_killed_writer_left()
    {
        using var restic = new ResticClient(scratch["repo"], "secret");
        await restic.InitAsync();
        await restic.RunInAsync(scratch.FullPath, "backup", "repo/config");
        foreach (var file in Directory.GetFiles(scratch["repo"], "*", SearchOption.AllDirectories))
        {
            File.WriteAllText(file + "-tmp-mesh-1-1", "unfinished");
        }

        File.WriteAllText(scratch["repo/locks/" + new string('a', 64) + "-tmp-mesh-1-2"], "unfinished");

        await restic.CheckAsync();
        Assert.Equal(1, (await restic.RunJsonAsync("snapshots")).Single().GetArrayLength());
        Assert.Equal(["config", "index", "keys", "snapshots"], (await Bytes.KeysAsync(store, ""))
            .Select(key => key.Split('/')[0]).Where(kind => kind != "data"));
    }

    [Fact]
    public async Task Two_stores_on_one_folder_see_each_others_objects_at_once()
    {
        await using var other = new FileObjectStore(scratch["repo"]);
        await PutAsync("locks/one", PutCondition.IfAbsent);

        Assert.Equal(["locks/one"], await Bytes.KeysAsync(other, ""));
        await Assert.ThrowsAsync<ObjectExistsException>(
            () => other.PutAsync("locks/one", new byte[1], PutCondition.IfAbsent, default));
        await other.DeleteAsync("locks/one", default);
        Assert.Null(await store.StatAsync("locks/one", default));
    }

    [Fact]
    public async Task A_folder_removed_meanwhile_is_made_again()
    {
        await PutAsync("locks/one", PutCondition.IfAbsent);
        Directory.Delete(scratch["repo"], recursive: true);
        await PutAsync("locks/two", PutCondition.IfAbsent);

        Assert.Equal(["locks/two"], await Bytes.KeysAsync(store, ""));
    }

    [Fact]
    public async Task Data_on_another_disk_behind_a_link_is_listed_and_a_circle_of_links_is_an_error()
    {
        Directory.CreateDirectory(scratch["disk/ab"]);
        File.WriteAllText(scratch["disk/ab/one"], "12345");
        Directory.CreateDirectory(scratch["repo"]);
        Directory.CreateSymbolicLink(scratch["repo/data"], scratch["disk"]);
        File.CreateSymbolicLink(scratch["disk/ab/two"], scratch["disk/ab/one"]);

        Assert.Equal(["data/ab/one", "data/ab/two"], await Bytes.KeysAsync(store, "data/"));
        Assert.Equal(5, (await store.StatAsync("data/ab/two", default))!.Size);

        Directory.CreateSymbolicLink(scratch["disk/circle"], scratch["disk"]);
        var error = await Assert.ThrowsAsync<ObjectStoreException>(() => Bytes.KeysAsync(store, ""));
        Assert.Equal("store-refused", error.Code);
    }

    [RootFact]
    public async Task A_full_disk_is_said_so_leaves_nothing_and_what_fits_later_is_stored()
    {
        using var disk = new TinyDisk(scratch["disk"]);
        await using var full = new FileObjectStore(scratch["disk/repo"]);
        await full.PutAsync("config", new byte[1000], PutCondition.IfAbsent, default);

        // In one piece the reservation fails; a file system that cannot reserve fails while writing.
        var error = await Assert.ThrowsAsync<ObjectStoreException>(
            () => full.PutAsync("data/ab/big", new byte[8 << 20], PutCondition.IfAbsent, default));

        Assert.Equal(("store-full", false), (error.Code, error.IsTransient));
        Assert.Contains("data/ab/big", error.Subject, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(scratch["disk/repo/data/ab"]));
        await full.PutAsync("data/ab/small", new byte[100_000], PutCondition.IfAbsent, default);
        Assert.Equal(["config", "data/ab/small"], await Bytes.KeysAsync(full, ""));
    }

    [RootFact]
    public async Task A_read_only_disk_is_said_so_and_can_be_read()
    {
        using var disk = new TinyDisk(scratch["disk"]);
        await using var there = new FileObjectStore(scratch["disk"]);
        await there.PutAsync("config", new byte[] { 1, 2 }, PutCondition.IfAbsent, default);
        disk.Remount("ro");

        foreach (var act in new Func<Task>[]
        {
            () => there.PutAsync("config", new byte[1], PutCondition.Overwrite, default),
            () => there.PutAsync("keys/one", new byte[1], PutCondition.IfAbsent, default),
            () => there.DeleteAsync("config", default),
        })
        {
            Assert.Equal("store-denied", (await Assert.ThrowsAsync<ObjectStoreException>(act)).Code);
        }

        Assert.Equal([1, 2], await there.GetAsync("config", default));
    }

    [Fact]
    public async Task Memory_given_back_after_a_cancellation_is_never_committed()
    {
        // The content cancels the put when its last piece is looked at: after that nothing may be renamed.
        for (var size = 1; size < 40 << 20; size = (size * 3) + 1)
        {
            var content = CancellingContent.Of(size, out var token);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => store.PutAsync("config", content, PutCondition.Overwrite, token));
            Assert.Null(await store.StatAsync("config", default));
        }
    }

    public void Dispose()
    {
        store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        scratch.Dispose();
    }

    private Task PutAsync(string key, PutCondition condition) =>
        store.PutAsync(key, new byte[] { 1, 2, 3 }, condition, default);
}

using Mesh.Domain.Errors;
using Mesh.Durable.Tests.Kit;
using Mesh.Runtime.Durable.Engine;
using Mesh.Runtime.Durable.History;
using Mesh.Runtime.Durable.Store;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Microsoft.DurableTask.Client;

namespace Mesh.Durable.Tests;

public class StoreTests
{
    private static readonly DateTime Noon = new(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task A_data_folder_serves_one_process_at_a_time()
    {
        using var folder = new ScratchFolder();
        var first = SqliteHistoryStore.Open(folder.FullPath);

        var refused = Assert.Throws<MeshException>(() => SqliteHistoryStore.Open(folder.FullPath));
        await first.DisposeAsync();
        await using var second = SqliteHistoryStore.Open(folder.FullPath);

        Assert.Equal("durable-store-in-use", refused.Code);
        Assert.Equal(ExitCode.Locked, refused.ExitCode);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        using var folder = new ScratchFolder();
        await SqliteHistoryStore.Open(folder.FullPath).DisposeAsync();
        Tamper.Run(folder.FullPath, "pragma user_version = 99");

        var first = Assert.Throws<MeshException>(() => SqliteHistoryStore.Open(folder.FullPath));
        var second = Assert.Throws<MeshException>(() => SqliteHistoryStore.Open(folder.FullPath));

        Assert.Equal("durable-store-newer", first.Code);
        Assert.Equal(first.Code, second.Code);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_with_advice()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder["durable.db"], new string('x', 4096));

        var refused = Assert.Throws<MeshException>(() => SqliteHistoryStore.Open(folder.FullPath));

        Assert.Equal("durable-store-corrupt", refused.Code);
        Assert.NotEmpty(refused.Hint);
    }

    [Fact]
    public async Task Of_two_owners_who_know_the_same_history_only_one_can_add_to_it()
    {
        using var folder = new ScratchFolder();
        await using var store = SqliteHistoryStore.Open(folder.FullPath);
        await store.CreateAsync(New("one"));
        var execution = store.Find("one")!.Execution;

        await store.CommitAsync(Turn("one", execution, 1));
        await Assert.ThrowsAsync<HistoryConflictException>(
            () => store.CommitAsync(Turn("one", execution, 1)));
        await Assert.ThrowsAsync<HistoryConflictException>(
            () => store.CommitAsync(Turn("one", execution - 1, 2)));
        await store.CommitAsync(Turn("one", execution, 2));

        Assert.Equal(3, store.Load("one")!.Events.Count);
    }

    [Fact]
    public async Task A_write_that_fails_takes_nothing_along_of_those_that_share_its_commit()
    {
        using var folder = new ScratchFolder();
        await using var store = SqliteHistoryStore.Open(folder.FullPath);
        await store.CreateAsync(New("one"));
        var execution = store.Find("one")!.Execution;
        var lost = Turn("one", execution, 7) with
        {
            Children = [new NewInstance("child", new ExecutionStarted("Main", Noon))],
            Messages = [new OutgoingMessage("one", new Message(MessageKind.Event, "lost"))],
        };

        var writes = Enumerable.Range(0, 50)
            .Select(i => i % 2 == 0 ? store.CommitAsync(lost) : store.CreateAsync(New($"other-{i}")))
            .ToList();
        await Task.WhenAll(writes.Select((write, i) => i % 2 == 0
            ? Assert.ThrowsAsync<HistoryConflictException>(() => write)
            : write));

        Assert.Null(store.Find("child"));
        Assert.Empty(store.ReadInbox("one"));
        Assert.Equal(26, store.ListUnfinished().Count);
    }

    [Fact]
    public async Task An_owner_that_fell_behind_lets_go_and_takes_up_what_the_other_recorded()
    {
        var functions = new TestFunctions().Orchestrator("Main", async context =>
        {
            var first = await context.WaitForExternalEvent<int>("go");
            return $"{first} {await context.WaitForExternalEvent<int>("go")}";
        });
        await using var host = await EngineHost.OpenAsync(RunMode.Live, functions);
        await host.StartAsync("Main", id: "one");
        await host.WaitAsync("one", instance => instance.IsRunning);
        var stale = new InstanceActor("one", host.Services);
        await stale.DeliverAsync([MailItem.Poke]);

        await host.Client.RaiseEventAsync("one", "go", 1);
        await host.WaitAsync("one", _ => host.Store.Load("one")!.Events.Count == 4);
        await host.Store.SendAsync("one", new Message(MessageKind.Event, "go", "2"));
        await Assert.ThrowsAsync<HistoryConflictException>(() => stale.DeliverAsync([MailItem.Poke]));
        await stale.DeliverAsync([MailItem.Poke]);
        var end = await host.WaitForEndAsync("one");

        Assert.Equal("1 2", end.ReadOutputAs<string>());
    }

    [RootFact]
    public async Task A_full_disk_stops_nothing_for_good()
    {
        using var folder = new ScratchFolder();
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=2m", "none", folder.FullPath);
        try
        {
            var log = new ListLogger();
            var functions = new TestFunctions()
                .Activity<int, string>("Grow", size => new string('x', size))
                .Orchestrator("Main", async context =>
                {
                    await context.WaitForExternalEvent<int>("go");
                    return (await context.CallActivityAsync<string>("Grow", 200_000)).Length;
                });
            await using var host = await EngineHost.OpenAsync(RunMode.Live, functions, null, log, folder);
            await host.StartAsync("Main", id: "one");
            await host.Client.RaiseEventAsync("one", "go", 1);
            await FillAsync(folder["filler"]);

            var refused = await Assert.ThrowsAsync<MeshException>(() => FillStoreAsync(host));
            File.Delete(folder["filler"]);
            var end = await host.WaitForEndAsync("one");

            Assert.Equal("durable-store-full", refused.Code);
            Assert.Equal(200_000, end.ReadOutputAs<int>());
        }
        finally
        {
            await RunAsync("umount", folder.FullPath);
        }
    }

    private static async Task FillAsync(string path)
    {
        await using var filler = new FileStream(path, FileMode.Create);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                filler.Write(block);
                filler.Flush(flushToDisk: true);
            }
        }
        catch (IOException)
        {
            // The disk is full now, as wanted.
        }
    }

    private static async Task FillStoreAsync(EngineHost host)
    {
        for (var i = 0; i < 1000; i++)
        {
            await host.StartAsync("Main", new string('x', 10_000), $"filling-{i}");
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var result = await Command.RunAsync(program, arguments);
        Assert.True(result.ExitCode == 0, result.Errors);
    }

    private static NewInstance New(string id) => new(id, new ExecutionStarted("Main", Noon));

    private static TurnCommit Turn(string id, long execution, long first) => new()
    {
        Instance = id,
        Execution = execution,
        FirstSequence = first,
        Events = [HistoryCodec.Encode(new TurnStarted(Noon))],
        Status = OrchestrationRuntimeStatus.Running,
        At = Noon,
    };
}

using System.Net;
using Mesh.Domain.Errors;
using Mesh.Runtime.Hosting;
using Mesh.Tests.Kit;
using Mesh.Tests.Runtime.Http;
using Mesh.Tests.Runtime.Queues;
using Mesh.Tests.Runtime.Support;

namespace Mesh.Tests.Runtime.Hosting;

/// <summary>Start, data folder, stop.</summary>
public sealed class HostLifeTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    [Fact]
    public async Task A_second_host_on_a_data_folder_is_refused_and_told_who_has_it()
    {
        await using var first = await StartAsync();
        var refused = Assert.Throws<MeshException>(() => RunningHost.Create(folder, [typeof(HttpProbes)]));
        Assert.Equal("data-folder-in-use", refused.Code);
        Assert.Equal(ExitCode.Locked, refused.ExitCode);
        Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
        Assert.Contains(first.Host.Url.ToString().TrimEnd('/'), refused.Message, StringComparison.Ordinal);
        Assert.Equal("hello ", await first.Client.GetStringAsync(new Uri("/api/hello", UriKind.Relative)));
    }

    [Fact]
    public async Task A_running_server_is_found_by_its_data_folder_and_a_stopped_one_is_not()
    {
        Assert.Null(RunningServer.Find(folder["data"]));
        await using (var host = await StartAsync())
        {
            var server = RunningServer.Find(folder["data"]);
            Assert.Equal(
                new RunningServer(host.Host.Url.ToString().TrimEnd('/'), Environment.ProcessId), server);
        }

        Assert.Null(RunningServer.Find(folder["data"]));
        await using var next = await StartAsync();
        Assert.NotNull(RunningServer.Find(folder["data"]));
    }

    [Fact]
    public void What_a_killed_server_has_left_behind_is_not_taken_for_a_server()
    {
        Directory.CreateDirectory(folder["data"]);
        new RunningServer("http://127.0.0.1:1", 1).Write(folder["data"]);
        File.WriteAllText(Path.Combine(folder["data"], "server.lock"), "1");
        Assert.Null(RunningServer.Find(folder["data"]));
    }

    [Fact]
    public async Task A_start_that_fails_gives_the_data_folder_back()
    {
        await Assert.ThrowsAsync<MeshException>(() => RunningHost.StartAsync(folder, [typeof(QueueProbes)]));
        await using var next = await StartAsync();
        Assert.Equal("hello ", await next.Client.GetStringAsync(new Uri("/api/hello", UriKind.Relative)));
    }

    [Fact]
    public async Task A_stop_lets_a_request_finish_and_refuses_new_ones()
    {
        await using var host = await StartAsync();
        var running = host.Client.GetStringAsync(new Uri("/api/slow", UriKind.Relative));
        Assert.Equal("slow begins", await host.Journal.NextAsync());
        var stop = host.Host.StopAsync();
        using var refused = await host.Client.GetAsync(new Uri("/api/hello", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.False(stop.IsCompleted);

        host.Journal.Open("slow");
        Assert.Equal("done", await running);
        await stop;
    }

    [Fact]
    public async Task A_stop_that_has_waited_long_enough_cancels_the_request()
    {
        await using var host = await StartAsync(
            options => options with { DrainTimeout = TimeSpan.FromMilliseconds(100) });
        var running = host.Client.GetAsync(new Uri("/api/slow", UriKind.Relative));
        Assert.Equal("slow begins", await host.Journal.NextAsync());
        await host.Host.StopAsync();
        Assert.Equal("slow is cancelled", await host.Journal.NextAsync());
        using var answer = await running;
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_named_and_the_data_folder_given_back()
    {
        await using var first = await StartAsync();
        using var other = new ScratchFolder();
        var refused = await Assert.ThrowsAsync<MeshException>(() => RunningHost.StartAsync(
            other, [typeof(HttpProbes)], options => options with { Urls = [first.Host.Url.ToString()] }));
        Assert.Equal("address-in-use", refused.Code);
        Assert.Equal(first.Host.Url.ToString(), refused.Subject);
        await using var next = await RunningHost.StartAsync(other, [typeof(HttpProbes)]);
    }

    [Fact]
    public async Task An_answer_that_would_go_on_for_ever_hears_of_the_stop()
    {
        await using var host = await StartAsync();
        using var answer = await host.Client.GetAsync(
            new Uri("/api/endless", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        var waiter = host.Host.WaitForShutdownAsync();
        await host.Host.StopAsync();
        Assert.Equal("begin end", await answer.Content.ReadAsStringAsync());
        await waiter;
    }

    [Fact]
    public async Task A_lock_that_is_held_for_a_moment_only_is_waited_for()
    {
        Directory.CreateDirectory(folder["data"]);
        var file = Path.Combine(folder["data"], "server.lock");
        Task<DataFolderLock> acquiring;
        using (new FileStream(file, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.True(DataFolderLock.IsHeld(folder["data"]));
            acquiring = Task.Run(() => DataFolderLock.Acquire(folder["data"], TimeSpan.FromSeconds(60)));
            await Task.WhenAny(acquiring, Task.Delay(100));
            Assert.False(acquiring.IsCompleted);
        }

        using var held = await acquiring;
        Assert.True(DataFolderLock.IsHeld(folder["data"]));
    }

    public void Dispose() => folder.Dispose();

    private Task<RunningHost> StartAsync(Func<MeshHostOptions, MeshHostOptions>? change = null) =>
        RunningHost.StartAsync(folder, [typeof(HttpProbes)], change);
}

using Mesh.Cli.Client;
using Mesh.Functions.Runs;

namespace Mesh.Tests.App.Running;

/// <summary>A server that is killed and started again, and again, while it works.</summary>
/// <param name="data">The data folder of all its lives.</param>
/// <param name="settings">Environment variables of the process.</param>
/// <param name="random">Decides how long it lives.</param>
/// <param name="longestLife">In milliseconds, from the first answer.</param>
public sealed class Lives(
    string data, IReadOnlyDictionary<string, string?> settings, Random random, int longestLife) : IDisposable
{
    private ServerProcess? server;

    /// <summary>How often it has been killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Asks the server of now.</summary>
    public async Task<T> UseAsync<T>(Func<ApiClient, Task<T>> ask) => await ask((await NowAsync()).Api);

    /// <summary>
    /// Starts a run, and kills the server again and again until the run is over or it is enough.
    /// </summary>
    public async Task<RunView> RunAsync(Func<ApiClient, Task<RequestedRuns>> start, int enough)
    {
        var run = (await UseAsync(start)).Runs[0];
        while (true)
        {
            var last = Kills < enough
                ? await LiveAsync(run, TimeSpan.FromMilliseconds(random.Next(longestLife)))
                : await LiveAsync(run, TimeSpan.FromMinutes(3));
            if (last is { } view && view.IsOver())
            {
                return view;
            }

            if (Kills >= enough)
            {
                throw new TimeoutException($"run {run.Id} does not end: {last}");
            }

            await KillAsync();
        }
    }

    /// <summary>Kills the server after a while of whatever it does by itself, and starts it again.</summary>
    public async Task KillOnceAsync()
    {
        await NowAsync();
        await Task.Delay(random.Next(longestLife));
        await KillAsync();
        await NowAsync();
    }

    public void Dispose() => server?.Dispose();

    private async Task<ServerProcess> NowAsync() => server ??= await ServerProcess.StartAsync(data, settings);

    private async Task KillAsync()
    {
        await server!.KillAsync();
        server.Dispose();
        server = null;
        Kills++;
    }

    private async Task<RunView?> LiveAsync(RunView run, TimeSpan life)
    {
        RunView? last = null;
        using var limit = new CancellationTokenSource(life);
        try
        {
            await foreach (var now in (await NowAsync()).Api.FollowRunAsync(run.Id, limit.Token))
            {
                last = now;
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // Its time has come.
        }

        return last;
    }
}

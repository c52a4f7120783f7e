using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Log;
using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Protocol;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Vault;
using Xunit;

namespace Mesh.Tests.MariaDb.Log;

/// <summary>Shorthand of the tests for capturing a server's log and looking at what was captured.</summary>
internal static class Captured
{
    public static LogStart FirstFile { get; } = new(new LogPosition("binlog.000001", 4), GtidPosition.Empty);

    public static MariaDbAddress Login(this MariaDbServer server, int? port = null) =>
        new()
        {
            Port = port ?? server.Port,
            User = "root",
            Tls = MariaDbTls.Off,
        };

    public static LogCaptureOptions Quick { get; } = new()
    {
        SealAfter = TimeSpan.FromMilliseconds(20),
        SealBytes = 4_000,
        Heartbeat = TimeSpan.FromSeconds(1),
        LongestWait = TimeSpan.FromMilliseconds(200),
        PollEvery = TimeSpan.FromMilliseconds(50),
    };

    /// <summary>Captures what is in the log now.</summary>
    public static Task<LogCaptureStatus> CaptureToEndAsync(
        this TestVault vault, string stream, MariaDbServer server, LogStart? start = null) =>
        CaptureToEndAsync(vault.Repository, stream, server, start);

    /// <inheritdoc cref="CaptureToEndAsync(TestVault, string, MariaDbServer, LogStart?)"/>
    public static async Task<LogCaptureStatus> CaptureToEndAsync(
        Repository repository, string stream, MariaDbServer server, LogStart? start = null)
    {
        var capture = new LogCapture(
            repository, stream, server.Login(), Quick with { UntilEnd = true }, TimeProvider.System);
        await capture.RunAsync(start ?? FirstFile, default).WaitAsync(TimeSpan.FromMinutes(2));
        return capture.Status;
    }

    /// <summary>Exports, and compares with the files of the server, which must be at rest.</summary>
    /// <returns>How many files.</returns>
    public static async Task<int> MustEqualFilesOfAsync(
        this TestVault vault, string stream, MariaDbServer server)
    {
        using var folder = new ScratchFolder();
        var chain = new LogChain(vault.Repository, stream);
        var paths = await chain.ExportAsync(folder.FullPath, default);
        foreach (var path in paths)
        {
            var ours = await File.ReadAllBytesAsync(path);
            var theirs = await File.ReadAllBytesAsync(
                Path.Combine(server.DataFolder, Path.GetFileName(path)));
            theirs[4 + EventHeader.FlagsOffset] &= 0xFE;
            Assert.Equal(theirs.Length, ours.Length);
            Assert.True(theirs.AsSpan().SequenceEqual(ours), $"{path} differs");
        }

        Assert.Empty(await chain.VerifyAsync(FirstFile.Position, default));
        return paths.Count;
    }

    /// <summary>Waits for something that must happen soon.</summary>
    public static async Task UntilAsync(Func<bool> condition, Task? running = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!condition())
        {
            if (running is { IsFaulted: true })
            {
                await running;
            }

            await Task.Delay(5, limit.Token);
        }
    }
}

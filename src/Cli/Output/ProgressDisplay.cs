using Mesh.Sources.Progress;

namespace Mesh.Cli.Output;

/// <summary>The progress line of one command; see <see cref="ConsoleOutput.ShowProgress"/>.</summary>
internal sealed class ProgressDisplay : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RedrawEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(10);

    private readonly TextWriter writer;
    private readonly Lock writing;
    private readonly bool redraw;
    private readonly TimeProvider time;
    private readonly string verb;
    private readonly Func<TransferReading> read;
    private readonly long started;
    private readonly ITimer timer;
    private bool drawn;

    public ProgressDisplay(
        TextWriter writer, Lock writing, bool redraw, TimeProvider time, string verb, Func<TransferReading> read)
    {
        (this.writer, this.writing, this.redraw) = (writer, writing, redraw);
        (this.time, this.verb, this.read) = (time, verb, read);
        started = time.GetTimestamp();
        timer = time.CreateTimer(_ => Draw(), null, redraw ? Patience : LineEvery, redraw ? RedrawEvery : LineEvery);
    }

    /// <summary>Shows nothing.</summary>
    public static IAsyncDisposable Silent { get; } = new Nothing();

    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync();
        lock (writing)
        {
            if (drawn && redraw)
            {
                writer.Write("\r\u001b[K");
                writer.Flush();
            }
        }
    }

    private void Draw()
    {
        var line = ProgressText.Format(verb, read(), time.GetElapsedTime(started));
        lock (writing)
        {
            if (redraw)
            {
                var width = Math.Max(20, SafeWidth() - 1);
                writer.Write("\r\u001b[K" + (line.Length > width ? line[..width] : line));
            }
            else
            {
                writer.WriteLine(line);
            }

            writer.Flush();
            drawn = true;
        }
    }

    private static int SafeWidth()
    {
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : 80;
        }
        catch (IOException)
        {
            return 80; // a terminal that tells no size
        }
    }

    private sealed class Nothing : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

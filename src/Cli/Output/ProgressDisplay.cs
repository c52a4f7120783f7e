using Mesh.Sources.Progress;

namespace Mesh.Cli.Output;

/// <summary>The progress line of one command; see <see cref="ConsoleOutput.ShowProgress"/>.</summary>
internal sealed class ProgressDisplay : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RedrawEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(10);

    private readonly TextWriter _writer;
    private readonly Lock _writing;
    private readonly bool _redraw;
    private readonly TimeProvider _time;
    private readonly Func<TimeSpan, string> _line;
    private readonly long _started;
    private readonly ITimer _timer;
    private bool _drawn;

    public ProgressDisplay(
        TextWriter writer,
        Lock writing,
        bool redraw,
        TimeProvider time,
        Func<TimeSpan, string> line)
    {
        (_writer, _writing, _redraw) = (writer, writing, redraw);
        (_time, _line) = (time, line);
        _started = time.GetTimestamp();
        _timer =
            time.CreateTimer(
                _ => Draw(), null, redraw ? Patience : LineEvery, redraw ? RedrawEvery : LineEvery);
    }

    /// <summary>Shows nothing.</summary>
    public static IAsyncDisposable Silent { get; } = new Nothing();

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        lock (_writing)
        {
            if (_drawn && _redraw)
            {
                _writer.Write("\r\u001b[K");
                _writer.Flush();
            }
        }
    }

    private void Draw()
    {
        var line = _line(_time.GetElapsedTime(_started));
        lock (_writing)
        {
            if (_redraw)
            {
                var width = Math.Max(20, SafeWidth() - 1);
                _writer.Write("\r\u001b[K" + (line.Length > width ? line[..width] : line));
            }
            else
            {
                _writer.WriteLine(line);
            }

            _writer.Flush();
            _drawn = true;
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

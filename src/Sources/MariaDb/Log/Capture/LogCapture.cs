using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Segments;
using Mesh.Sources.MariaDb.Protocol;
using Mesh.Vault;

namespace Mesh.Sources.MariaDb.Log.Capture;

/// <summary>
/// Follows a server's binary log and stores it, byte for byte, as a chain of segments in the vault. What is
/// stored says where to go on, so it may be killed and started again at any moment without a gap or a
/// duplicate.
/// </summary>
public sealed class LogCapture
{
    private const int MostDamagedReads = 3;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);

    private readonly SegmentStore _store;
    private readonly MariaDbAddress _source;
    private readonly LogCaptureOptions _options;
    private readonly TimeProvider _time;

    /// <param name="repository">The vault; its index is not needed.</param>
    /// <param name="stream">The log's name in the vault: letters, digits, '-', '_', '.'. One process at a time
    /// captures it; another one that tries is refused with <c>log-capture-superseded</c>, or this one
    /// is.</param>
    /// <param name="source">The server, with an account that has REPLICATION SLAVE and BINLOG
    /// MONITOR.</param>
    /// <param name="options">How often and how much.</param>
    /// <param name="time">The clock.</param>
    public LogCapture(
        Repository repository,
        string stream,
        MariaDbAddress source,
        LogCaptureOptions options,
        TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(stream);
        _store = new SegmentStore(repository, stream);
        _source = source;
        _options = options;
        _time = time;
        Status = new LogCaptureStatus(time);
    }

    /// <summary>How it is doing.</summary>
    public LogCaptureStatus Status { get; }

    /// <summary>
    /// Captures until it is cancelled, connecting again whenever the connection is lost or the server
    /// restarts; with <see cref="LogCaptureOptions.UntilEnd"/> until everything that is in the log now is
    /// stored. What was received and not stored when it is cancelled is read again next time.
    /// </summary>
    /// <param name="start">Where the log begins if the vault has nothing of it yet; otherwise unused.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LogBrokenException">The log cannot be followed; a new full backup is needed.
    /// </exception>
    /// <exception cref="Domain.Errors.MeshException"><c>log-capture-superseded</c>, <c>damaged-log</c>, a
    /// login that is refused, or an error of the store.</exception>
    public async Task RunAsync(LogStart start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(start);
        var wait = FirstWait;
        var damaged = 0;
        while (true)
        {
            var before = Status.Segments;
            try
            {
                var session = new CaptureSession(_store, _source, _options, _time, Status);
                await session.RunAsync(start, cancellationToken);
                return;
            }
            catch (ConnectionLostException error)
            {
                Status.Problem = error.Message;
            }
            catch (ServerErrorException error) when (error.MayPass)
            {
                Status.Problem = error.Message;
            }
            catch (ServerErrorException error) when (error.Number == ServerErrorException.CannotReadLog)
            {
                // The next attempt asks first what files there are, and so may say what happened.
                Status.Problem = ++damaged < MostDamagedReads
                    ? error.Message
                    : throw new LogBrokenException(LogBreak.Unreadable, error.Subject, error.Cause);
            }
            catch (DamagedLogException error) when (damaged < MostDamagedReads)
            {
                // The network may have done it; then it is whole the next time.
                damaged++;
                Status.Problem = error.Message;
            }

            if (Status.Segments > before)
            {
                (wait, damaged) = (FirstWait, 0);
            }

            await Task.Delay(wait, _time, cancellationToken);
            wait = wait * 2 < _options.LongestWait ? wait * 2 : _options.LongestWait;
        }
    }
}

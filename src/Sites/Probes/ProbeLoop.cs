using Mesh.Domain.Detection;
using Mesh.Domain.Errors;
using Mesh.Domain.Standbys;

namespace Mesh.Sites.Probes;

/// <summary>
/// Looks at a system's declared checks from one place, each on its own and without a pause for the others,
/// and reports how the place sees them: when one turns, and every few seconds as a sign of life. It reports
/// nothing of a check before it knows.
/// </summary>
public sealed class ProbeLoop
{
    /// <summary>A look is given up after this, or after the pause between two looks if that is less.
    /// </summary>
    public static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);

    /// <summary>How often at least a place says how it sees a check; or at every look, if those are rarer.
    /// </summary>
    public static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(5);

    private readonly string system;
    private readonly string place;
    private readonly IReadOnlyList<IProbe> probes;
    private readonly Detection detection;
    private readonly ProbeSequence sequence;
    private readonly IProbeReports reports;
    private readonly TimeProvider time;
    private readonly Action<string> told;

    /// <param name="system">The system's name.</param>
    /// <param name="place">The name of the site or the witness that looks.</param>
    /// <param name="probes">One a check; the caller disposes of them.</param>
    /// <param name="detection">How often to look, and how many looks in a row turn a check.</param>
    /// <param name="sequence">Numbers the reports.</param>
    /// <param name="reports">Where they go.</param>
    /// <param name="time">The clock.</param>
    /// <param name="told">Told what keeps it from its work, for the log.</param>
    public ProbeLoop(
        string system,
        string place,
        IReadOnlyList<IProbe> probes,
        Detection detection,
        ProbeSequence sequence,
        IProbeReports reports,
        TimeProvider time,
        Action<string> told)
    {
        ArgumentNullException.ThrowIfNull(probes);
        ArgumentNullException.ThrowIfNull(detection);
        (this.system, this.place, this.probes, this.detection) = (system, place, probes, detection);
        (this.sequence, this.reports, this.time, this.told) = (sequence, reports, time, told);
    }

    /// <summary>Looks until it is cancelled, and returns then.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var outbox = new ProbeOutbox(reports, time, told);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] loops =
        [
            outbox.RunAsync(ending.Token),
            .. probes.Select(probe => WatchAsync(probe, outbox, ending.Token)),
        ];
        await Task.WhenAny(loops);

        // A place of which a part has stopped would go on saying that all is as it was.
        await ending.CancelAsync();
        var all = Task.WhenAll(loops);
        await all.ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!cancellationToken.IsCancellationRequested || all.IsFaulted)
        {
            await all;
        }
    }

    private async Task WatchAsync(IProbe probe, ProbeOutbox outbox, CancellationToken cancellationToken)
    {
        var limit = detection.Every < LongestLook ? detection.Every : LongestLook;
        var looks = new BoundedLooks(probe, limit, time);
        var state = new ProbeState(detection.Failures);
        long? reported = null;
        var lack = "";
        while (true)
        {
            var (began, at) = (time.GetTimestamp(), time.GetUtcNow());
            var look = await looks.LookAsync(cancellationToken);
            var before = state.Healthy;
            state = look.Good is { } good ? state.After(good, at) : state;
            var isDue = state.Healthy != before
                || reported is null || time.GetElapsedTime(reported.Value) >= SignOfLife;
            if (look.Good is not null && state.Healthy is { } healthy && isDue)
            {
                outbox.Put(Report(probe, state, healthy, look.Told));
                reported = time.GetTimestamp();
            }

            // Who cannot tell is silent, and counts for neither side.
            var lacks = look.Good is null ? look.Told : "";
            if (lacks != lack && lacks.Length > 0)
            {
                told($"this place cannot look at {probe.Check}: {lacks}");
            }

            lack = lacks;
            var left = detection.Every - time.GetElapsedTime(began);
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken);
        }
    }

    private ProbeReport Report(IProbe probe, ProbeState state, bool healthy, string look) => new()
    {
        System = system,
        Place = place,
        Check = probe.Check,
        Sequence = sequence.Next(),
        Healthy = healthy,
        Since = state.Since,
        Failures = state.Failures,
        Told = look,
        At = time.GetUtcNow(),
    };
}

using Mesh.Domain.Errors;
using Mesh.Sites.Databases;

namespace Mesh.Sites.Probes;

/// <summary>
/// The probes of a place: asks what the system declares, looks at that, and begins anew when the declaration
/// has changed. What keeps it from its work is told, and tried again: a place that cannot look is silent, and
/// its agent goes on with all else.
/// </summary>
public sealed class PlaceProbes
{
    /// <summary>How often it asks what is declared.</summary>
    public static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly string system;
    private readonly string place;
    private readonly string sequenceFile;
    private readonly Func<CancellationToken, Task<ProbeDuties>> ask;
    private readonly IProbeReports reports;
    private readonly ResolveSecret resolve;
    private readonly TimeProvider time;
    private readonly Action<string> told;

    /// <param name="system">The system's name.</param>
    /// <param name="place">The name of the site or the witness that looks.</param>
    /// <param name="sequenceFile">Where it keeps how far its reports are numbered.</param>
    /// <param name="ask">Asks what is declared; what it throws is told, and it is asked again.</param>
    /// <param name="reports">Where reports go.</param>
    /// <param name="resolve">Fetches the passwords of checks at each look.</param>
    /// <param name="time">The clock.</param>
    /// <param name="told">Told what happens, for the log.</param>
    public PlaceProbes(
        string system,
        string place,
        string sequenceFile,
        Func<CancellationToken, Task<ProbeDuties>> ask,
        IProbeReports reports,
        ResolveSecret resolve,
        TimeProvider time,
        Action<string> told)
    {
        (this.system, this.place, this.sequenceFile, this.ask) = (system, place, sequenceFile, ask);
        (this.reports, this.resolve, this.time, this.told) = (reports, resolve, time, told);
    }

    /// <summary>Looks until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failure = "";
        while (true)
        {
            try
            {
                var duties = await ask(cancellationToken);
                failure = "";
                await LookAsync(duties, cancellationToken);
            }
            catch (MeshException error)
            {
                if (failure != error.Message)
                {
                    told($"the declared checks are not looked at: {error.Message}");
                    failure = error.Message;
                }

                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    // Until other checks are declared. While the server is away those that are known are looked at.
    private async Task LookAsync(ProbeDuties duties, CancellationToken cancellationToken)
    {
        var probes = new List<IProbe>();
        try
        {
            probes.AddRange(duties.Checks.Distinct(StringComparer.Ordinal)
                .Select(check => CheckProbes.Open(check, resolve)));
            using var changed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var sequence = ProbeSequence.Open(sequenceFile, time);
            var loop = new ProbeLoop(
                system, place, probes, duties.Detection, sequence, reports, time, told);
            var looking = loop.RunAsync(changed.Token);
            var asking = AwaitChangeAsync(duties, changed.Token);
            await Task.WhenAny(looking, asking);
            await changed.CancelAsync();
            var both = Task.WhenAll(looking, asking);
            await both.ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            cancellationToken.ThrowIfCancellationRequested();
            if (both.IsFaulted)
            {
                await both;
            }
        }
        finally
        {
            probes.ForEach(probe => probe.Dispose());
        }
    }

    private async Task AwaitChangeAsync(ProbeDuties duties, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(AskAgain, time, cancellationToken);
            try
            {
                if (!duties.Same(await ask(cancellationToken)))
                {
                    told("other checks are declared now");
                    return;
                }
            }
            catch (MeshException)
            {
                // The reports that are not taken either say so.
            }
        }
    }
}

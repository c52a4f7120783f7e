namespace Mesh.Domain.Measures;

/// <summary>How long a restore would take if it began now.</summary>
/// <param name="Expected">As likely too long as too short.</param>
/// <param name="Low">With <paramref name="High"/>: nine of ten restores are expected between the two.</param>
/// <param name="High">See <paramref name="Low"/>.</param>
/// <param name="Samples">How many restores it is told from.</param>
public sealed record RtoForecast(TimeSpan Expected, TimeSpan Low, TimeSpan High, int Samples)
{
    // A machine and a load that nobody has measured yet make a restore half as long again or two thirds of it
    // in nine of ten cases: ln 1.5 is 1.645 times this. It weighs as much as two measured restores do.
    private const double UsualDeviation = 0.246;
    private const double UsualWeight = 2;

    // Of Student's distribution, by degrees of freedom from 1: 5 % of it lie above.
    private static readonly double[] Quantiles =
        [6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860, 1.833, 1.812, 1.796, 1.782];

    /// <summary>
    /// Foretells from restores that were done: each gives the time that this one would take at its speeds.
    /// Times of restores vary by factors, so that the interval is one of their logarithms.
    /// </summary>
    /// <param name="done">Restores of the same component.</param>
    /// <param name="bytes">What would be loaded.</param>
    /// <param name="logSpan">The span of time whose log would be applied.</param>
    /// <returns>Null where none was done.</returns>
    public static RtoForecast? Of(IReadOnlyCollection<RestoreEffort> done, long bytes, TimeSpan logSpan)
    {
        var logs = done.Where(each => each.Bytes > 0)
            .Select(each => Math.Log(Math.Max(1e-3, Seconds(each, done, bytes, logSpan)))).ToList();
        if (logs.Count == 0)
        {
            return null;
        }

        var mean = logs.Average();
        var freedom = UsualWeight + logs.Count - 1;
        var squares = logs.Sum(each => (each - mean) * (each - mean));
        var variance = ((UsualWeight * UsualDeviation * UsualDeviation) + squares) / freedom;
        var quantile = Quantiles[Math.Min((int)freedom, Quantiles.Length) - 1];
        var half = quantile * Math.Sqrt(variance * (1 + (1.0 / logs.Count)));
        return new RtoForecast(At(mean), At(mean - half), At(mean + half), logs.Count);
    }

    private static TimeSpan At(double logarithm) =>
        TimeSpan.FromSeconds(Math.Min(Math.Exp(logarithm), TimeSpan.FromDays(3650).TotalSeconds));

    // One that applied no log says nothing of how long that takes: the others do.
    private static double Seconds(
        RestoreEffort one, IReadOnlyCollection<RestoreEffort> all, long bytes, TimeSpan logSpan)
    {
        var pace = Pace([one]) ?? Pace(all) ?? 0;
        return (one.LoadTime.TotalSeconds * bytes / one.Bytes) + (pace * logSpan.TotalSeconds);
    }

    private static double? Pace(IReadOnlyCollection<RestoreEffort> efforts)
    {
        var span = efforts.Sum(each => each.LogSpan.TotalSeconds);
        return span > 0 ? efforts.Sum(each => each.ReplayTime.TotalSeconds) / span : null;
    }
}

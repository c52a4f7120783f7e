namespace Mesh.Tests.App.Partitions;

/// <summary>What has to be true of the writes of a schedule.</summary>
internal static class LedgerChecks
{
    /// <summary>
    /// Acknowledgements by a site after the first of another that took over from it. One that the client had
    /// sent before that is on its way: when the server gave it cannot be told from outside, and it counts
    /// by whether the write is there (<see cref="Lost"/>).
    /// </summary>
    /// <param name="writes">In the order in which they ended.</param>
    /// <param name="holders">The sites that were to be production, one after the other.</param>
    /// <param name="onTheWay">How many were on their way.</param>
    public static IReadOnlyList<Write> Late(
        IEnumerable<Write> writes, IReadOnlyList<string> holders, out int onTheWay)
    {
        var (late, at) = (new List<Write>(), 0);
        var (first, way) = (TimeSpan.MinValue, 0);
        foreach (var write in writes.Where(write => write.Fate == WriteFate.Acknowledged))
        {
            if (write.Site == holders[at])
            {
                continue;
            }

            if (write.Began < first)
            {
                way++;
            }
            else if (Next(holders, at, write.Site) is { } next)
            {
                (at, first) = (next, write.Ended);
            }
            else
            {
                late.Add(write);
            }
        }

        onTheWay = way;
        return late;
    }

    /// <summary>Acknowledged, and not there.</summary>
    public static IReadOnlyList<Write> Lost(IEnumerable<Write> writes, IReadOnlySet<long> there) =>
        [.. writes.Where(write => write.Fate == WriteFate.Acknowledged && !there.Contains(write.Number))];

    /// <summary>Refused, and there all the same.</summary>
    public static IReadOnlyList<Write> Risen(IEnumerable<Write> writes, IReadOnlySet<long> there) =>
        [.. writes.Where(write => write.Fate == WriteFate.Refused && there.Contains(write.Number))];

    private static int? Next(IReadOnlyList<string> holders, int after, string site)
    {
        for (var at = after + 1; at < holders.Count; at++)
        {
            if (holders[at] == site)
            {
                return at;
            }
        }

        return null;
    }
}

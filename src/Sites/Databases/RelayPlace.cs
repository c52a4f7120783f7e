using System.Globalization;
using System.Text.RegularExpressions;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sites.Databases;

/// <summary>
/// Where in what a replica has received the first transaction is that it has not applied. The place that the
/// replica itself tells is far too old after a crash: a replica by GTID does not keep it up to date.
/// </summary>
internal static partial class RelayPlace
{
    private const int CannotShow = 1220;
    private const int FirstEvent = 4;
    private const int MostAtOnce = 8_192;

    /// <summary>The file and the offset; null where all that was received is applied.</summary>
    /// <param name="session">With the replica; neither of its threads runs.</param>
    /// <param name="now">What it says of itself.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MeshException">The server could not be asked.</exception>
    public static async Task<(string File, long Offset)?> FindAsync(
        MariaDbSession session, ReplicaStatus now, CancellationToken cancellationToken)
    {
        var applied = await FactsReader.PositionAsync(session, "gtid_slave_pos", cancellationToken);
        var (file, from, size) = (now.RelayFile, now.RelayPosition, MostAtOnce);
        while (true)
        {
            var (events, isThere) = await EventsAsync(session, file, from, size, cancellationToken);
            if (!isThere)
            {
                return null;
            }

            foreach (var row in events)
            {
                if (row[2] == "Gtid" && Named().Match(row[5] ?? "") is { Success: true } named
                    && !applied.Covers(GtidSet.Parse(named.Groups[1].Value)))
                {
                    return (file, Offset(row));
                }
            }

            // An event that a crash has cut off hides those before it in one answer.
            (file, from, size) = events.Count == 0 && size > 1 ? (file, from, size / 2)
                : events.Count < size || size == 1 ? (Next(file), FirstEvent, MostAtOnce)
                : (file, Offset(events[^1]), size);
        }
    }

    private static async Task<(List<string?[]> Events, bool IsThere)> EventsAsync(
        MariaDbSession session, string file, long from, int size, CancellationToken cancellationToken)
    {
        try
        {
            var events = await session.QueryAsync(
                string.Create(CultureInfo.InvariantCulture,
                    $"SHOW RELAYLOG EVENTS IN {SqlText.Literal(file)} FROM {from} LIMIT {size}"),
                "looking for what was received and not applied", cancellationToken);
            return (events, true);
        }
        catch (MeshException error) when (MariaDbErrors.NumberOf(error) == CannotShow)
        {
            return ([], !error.Cause.Contains("Could not find target log", StringComparison.Ordinal));
        }
    }

    private static long Offset(string?[] row) => long.Parse(row[1]!, CultureInfo.InvariantCulture);

    private static string Next(string file)
    {
        var dot = file.LastIndexOf('.');
        var number = file[(dot + 1)..];
        var next = long.Parse(number, CultureInfo.InvariantCulture) + 1;
        return file[..(dot + 1)] + next.ToString($"D{number.Length}", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"GTID (\d+-\d+-\d+)")]
    private static partial Regex Named();
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Mesh.Domain.Systems;

/// <summary>
/// How much of its hosts a site runs, in units of their owner's: machines, replicas, slots.
/// </summary>
/// <param name="Minimal">What a standby runs; 1 to <see cref="Most"/>.</param>
/// <param name="Full">What production runs; not less than <paramref name="Minimal"/>.</param>
public sealed partial record HostCapacity(int Minimal, int Full)
{
    /// <summary>The largest capacity.</summary>
    public const int Most = 10_000;

    /// <summary>What the status of hosts tells that they run, as in <c>capacity=4</c>; null where it does not
    /// tell.</summary>
    public static int? ToldBy(string status) => Line().Match(status) is { Success: true } line
        ? int.Parse(line.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        : null;

    [GeneratedRegex(@"\bcapacity=([0-9]{1,5})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}

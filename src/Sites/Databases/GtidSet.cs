using System.Globalization;

namespace Mesh.Sites.Databases;

/// <summary>
/// GTIDs as MariaDB writes positions and states: the newest sequence number of each domain and server
/// (documentation, "Global Transaction ID").
/// </summary>
internal sealed class GtidSet
{
    private readonly Dictionary<(uint Domain, uint Server), ulong> _newest = [];

    private GtidSet()
    {
    }

    public bool IsEmpty => _newest.Count == 0;

    /// <summary>Reads what a server has written.</summary>
    public static GtidSet Parse(string? text)
    {
        var set = new GtidSet();
        foreach (var each in (text ?? "").Split(
            [',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = each.Split('-');
            var key = (uint.Parse(parts[0], CultureInfo.InvariantCulture),
                uint.Parse(parts[1], CultureInfo.InvariantCulture));
            set._newest[key] = Math.Max(
                set._newest.GetValueOrDefault(key), ulong.Parse(parts[2], CultureInfo.InvariantCulture));
        }

        return set;
    }

    /// <summary>Whether every domain of the other is here as far or farther.</summary>
    public bool Covers(GtidSet other) =>
        other._newest.All(each => Newest(each.Key.Domain) >= each.Value);

    /// <summary>
    /// What of this binary log's state a primary lacks: for each domain and server the first and the last
    /// of it, <c>0-1-8</c> or <c>0-1-8 to 0-1-11</c>.
    /// </summary>
    /// <param name="primary">The state of the primary's binary log.</param>
    /// <param name="before">Where the primary itself began, if it was made from a backup.</param>
    public IReadOnlyList<string> Beyond(GtidSet primary, GtidSet before) =>
    [
        .. _newest.OrderBy(each => each.Key)
            .Where(each => each.Value > primary._newest.GetValueOrDefault(each.Key))
            .Where(each => each.Value > before.Newest(each.Key.Domain)
                || primary._newest.ContainsKey(each.Key))
            .Select(each => Range(each.Key, primary._newest.GetValueOrDefault(each.Key) + 1, each.Value)),
    ];

    private static string Range((uint Domain, uint Server) of, ulong first, ulong last)
    {
        var end = string.Create(CultureInfo.InvariantCulture, $"{of.Domain}-{of.Server}-{last}");
        return first == last
            ? end
            : string.Create(CultureInfo.InvariantCulture, $"{of.Domain}-{of.Server}-{first} to {end}");
    }

    private ulong Newest(uint domain) =>
        _newest.Where(each => each.Key.Domain == domain).Select(each => each.Value).DefaultIfEmpty().Max();
}

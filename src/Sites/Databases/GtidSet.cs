using System.Globalization;
using Mesh.Sources.MariaDb.Lost;

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

    /// <summary>What of this binary log's state a primary lacks, by domain and server.</summary>
    /// <param name="primary">The state of the primary's binary log.</param>
    /// <param name="before">Where the primary itself began, if it was made from a backup.</param>
    public IReadOnlyList<LostRange> Beyond(GtidSet primary, GtidSet before) =>
    [
        .. _newest.OrderBy(each => each.Key)
            .Select(each => new LostRange(
                each.Key.Domain,
                each.Key.Server,
                1 + (primary._newest.TryGetValue(each.Key, out var theirs)
                    ? theirs
                    : before.Newest(each.Key.Domain)),
                each.Value))
            .Where(range => range.First <= range.Last),
    ];

    /// <summary>
    /// This position, raised to a binary log's in the domains where that is farther by another server's
    /// transaction.
    /// </summary>
    /// <param name="log">The position of the server's binary log.</param>
    /// <param name="own">The server's id.</param>
    /// <returns>As MariaDB writes it; null where nothing is farther.</returns>
    public string? RaisedTo(GtidSet log, uint own)
    {
        var farther = log._newest
            .Where(each => each.Key.Server != own && each.Value > Newest(each.Key.Domain))
            .ToDictionary();
        var kept = _newest.Where(each => farther.Keys.All(key => key.Domain != each.Key.Domain));
        return farther.Count == 0
            ? null
            : string.Join(',', kept.Concat(farther).OrderBy(each => each.Key).Select(each => string.Create(
                CultureInfo.InvariantCulture, $"{each.Key.Domain}-{each.Key.Server}-{each.Value}")));
    }

    private ulong Newest(uint domain) =>
        _newest.Where(each => each.Key.Domain == domain).Select(each => each.Value).DefaultIfEmpty().Max();
}

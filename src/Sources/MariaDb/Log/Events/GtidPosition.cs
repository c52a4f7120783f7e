namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>A point in a log by names: of each domain the latest transaction, as in <c>gtid_binlog_pos</c>.
/// Immutable.</summary>
public sealed class GtidPosition
{
    private readonly SortedDictionary<uint, Gtid> _latest = [];

    /// <summary>Before everything.</summary>
    public static GtidPosition Empty { get; } = new();

    /// <summary>The domains that have transactions.</summary>
    public IReadOnlyCollection<uint> Domains => _latest.Keys;

    /// <summary>Reads the server's notation, GTIDs with ',' between; empty is <see cref="Empty"/>.</summary>
    public static GtidPosition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Of(text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(Gtid.Parse));
    }

    /// <summary>The latest of each domain, in the order given.</summary>
    public static GtidPosition Of(IEnumerable<Gtid> gtids)
    {
        ArgumentNullException.ThrowIfNull(gtids);
        var position = new GtidPosition();
        foreach (var gtid in gtids)
        {
            position._latest[gtid.Domain] = gtid;
        }

        return position;
    }

    /// <summary>The latest transaction of a domain, or null.</summary>
    public Gtid? Latest(uint domain) => _latest.TryGetValue(domain, out var gtid) ? gtid : null;

    /// <summary>This point and one more transaction.</summary>
    public GtidPosition With(Gtid gtid) => Of([.. _latest.Values, gtid]);

    /// <summary>Whether everything up to the other point is behind this one.</summary>
    public bool Covers(GtidPosition other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other._latest.Values.All(
            gtid => Latest(gtid.Domain) is { } mine && mine.Sequence >= gtid.Sequence);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', _latest.Values);
}

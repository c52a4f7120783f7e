using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>At a file's start: the latest transactions of all files before it.</summary>
internal sealed record GtidListEvent(IReadOnlyList<Gtid> Gtids)
{
    private const uint CountMask = (1 << 28) - 1;
    private const int EntrySize = 16;

    public static GtidListEvent Parse(in LogEvent source)
    {
        var cursor = new ByteCursor(source.Body);
        var count = cursor.UInt32() & CountMask;
        if (count > cursor.Remaining / EntrySize)
        {
            throw new FormatException("a list of GTIDs is cut off");
        }

        var gtids = new List<Gtid>();
        for (var i = 0; i < count; i++)
        {
            gtids.Add(new Gtid(cursor.UInt32(), cursor.UInt32(), cursor.UInt64()));
        }

        return new GtidListEvent(gtids);
    }
}

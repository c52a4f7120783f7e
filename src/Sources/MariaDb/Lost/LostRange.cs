using System.Globalization;
using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Lost;

/// <summary>Transactions that one server wrote first and that another lacks, by their sequence
/// numbers.</summary>
/// <param name="Domain">Their domain.</param>
/// <param name="Server">Where they were first committed.</param>
/// <param name="First">The first that is lacking.</param>
/// <param name="Last">The last; not before the first.</param>
internal readonly record struct LostRange(uint Domain, uint Server, ulong First, ulong Last)
{
    public bool Contains(Gtid gtid) =>
        gtid.Domain == Domain && gtid.Server == Server && gtid.Sequence >= First && gtid.Sequence <= Last;

    /// <summary><c>0-1-8</c> or <c>0-1-8 to 0-1-11</c>.</summary>
    public override string ToString()
    {
        var end = string.Create(CultureInfo.InvariantCulture, $"{Domain}-{Server}-{Last}");
        return First == Last
            ? end
            : string.Create(CultureInfo.InvariantCulture, $"{Domain}-{Server}-{First} to {end}");
    }
}

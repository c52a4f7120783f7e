using System.Globalization;
using System.Text.Json.Serialization;
using Mesh.Domain.Errors;

namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>The name of a transaction in MariaDB: <c>domain-server-sequence</c>.</summary>
/// <param name="Domain">An independent stream of transactions.</param>
/// <param name="Server">Where it was first committed.</param>
/// <param name="Sequence">Grows within a domain.</param>
[JsonConverter(typeof(GtidJsonConverter))]
public readonly record struct Gtid(uint Domain, uint Server, ulong Sequence)
{
    /// <exception cref="MeshException"><c>bad-gtid</c></exception>
    public static Gtid Parse(string text) => TryParse(text, out var gtid)
        ? gtid
        : throw new MeshException("bad-gtid", "GTID", $"'{text}' is not of the form 0-1-100",
            "give domain, server and sequence with '-' between", ExitCode.BadInput);

    /// <summary>False for what is not of the form <c>0-1-100</c>.</summary>
    public static bool TryParse(string text, out Gtid gtid)
    {
        ArgumentNullException.ThrowIfNull(text);
        gtid = default;
        var parts = text.Split('-');
        if (parts.Length != 3
            || !uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var domain)
            || !uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var server)
            || !ulong.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            return false;
        }

        gtid = new Gtid(domain, server, sequence);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Domain}-{Server}-{Sequence}");
}

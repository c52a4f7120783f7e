using System.Globalization;
using Mesh.Domain.Errors;

namespace Mesh.Catalog.Audit;

/// <summary>
/// How far an audit trail reached, in one line to be kept elsewhere: <c>ENTRIES HASH</c>.
/// </summary>
/// <param name="Entries">How many entries there were; the number of the last. 0 or more.</param>
/// <param name="Hash">The hash of the last entry: 64 hexadecimal digits in lower case.</param>
public sealed record AuditHead(long Entries, string Hash)
{
    private const int Digits = 64;

    /// <summary>Of a trail without entries.</summary>
    public static AuditHead None { get; } = new(0, AuditChain.Beginning);

    /// <summary>Reads what <see cref="ToString"/> has written; blanks around it do no harm.</summary>
    public static Parsed<AuditHead> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var entries)
            && parts[1].Length == Digits
            && parts[1].All(char.IsAsciiHexDigitLower)
            ? new AuditHead(entries, parts[1])
            : new Problem(
                "is not the head of an audit trail",
                "write ENTRIES HASH, as 'mesh audit verify --head FILE' does");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Entries.ToString(CultureInfo.InvariantCulture)} {Hash}";
}

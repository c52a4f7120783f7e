using System.Globalization;
using Mesh.Domain.Errors;

namespace Mesh.Vault.Pruning;

/// <summary>How much may be stored that no snapshot needs.</summary>
/// <param name="Bytes">So many bytes; null: it is a part of what is needed.</param>
/// <param name="Part">The part of what is needed, 0.05 being 5 %.</param>
public sealed record UnusedLimit(long? Bytes, double Part = 0)
{
    private const string Units = "KMGT";

    /// <summary>5 % of what is needed, as restic has it.</summary>
    public static UnusedLimit Usual { get; } = new(null, 0.05);

    /// <summary>Nothing is written anew; only packs that nobody needs at all go.</summary>
    public static UnusedLimit Unlimited { get; } = new(long.MaxValue);

    /// <summary>Reads <c>5%</c>, <c>unlimited</c>, or bytes as <c>0</c>, <c>500K</c>, <c>2G</c>.</summary>
    public static Parsed<UnusedLimit> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "unlimited")
        {
            return Unlimited;
        }

        var isPart = text.EndsWith('%');
        var unit = text.Length == 0
            ? -1
            : Units.IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal);
        var digits = isPart || unit >= 0 ? text[..^1] : text;
        var factor = Math.Pow(1024, unit + 1);
        return !double.TryParse(
            digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number * factor > long.MaxValue / 2
            ? new Problem($"'{text}' is no limit", "write a part as 5%, bytes as 500M, or unlimited")
            : isPart ? new UnusedLimit(null, number / 100) : new UnusedLimit((long)(number * factor));
    }

    /// <summary>The limit in bytes, for so many that are needed.</summary>
    public long For(long used) => Bytes ?? (long)(used * Part);
}

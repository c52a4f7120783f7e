using System.Globalization;
using System.Security.Cryptography;
using Mesh.Domain.Errors;

namespace Mesh.Vault.Checking;

/// <summary>
/// Which packs a check reads, as restic's <c>--read-data-subset</c> has it: <c>n/t</c>, the n-th of t parts,
/// which together are all packs and stay the same while others are added; or <c>P%</c>, that share of them by
/// chance.
/// </summary>
public sealed record PackSubset
{
    /// <summary>Packs are told apart by the first byte of their names.</summary>
    public const int MostParts = 256;

    private PackSubset(int part, int parts, double share) => (Part, Parts, Share) = (part, parts, share);

    /// <summary>From 1; 0 where it is a share.</summary>
    public int Part { get; }

    public int Parts { get; }

    /// <summary>Above 0, at most 1.</summary>
    public double Share { get; }

    /// <exception cref="MeshException"><c>bad-subset</c></exception>
    public static PackSubset Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var halves = text.Split('/');
        if (halves.Length == 2 && Number(halves[0]) is { } part && Number(halves[1]) is { } parts
            && parts is >= 1 and <= MostParts && part >= 1 && part <= parts)
        {
            return new PackSubset(part, parts, 0);
        }

        return text.EndsWith('%')
            && double.TryParse(
                text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share)
            && share is > 0 and <= 100
                ? new PackSubset(0, 0, share / 100)
                : throw new MeshException("bad-subset", text, "is neither a part nor a share of the packs",
                    $"write n/t with 1 <= n <= t <= {MostParts}, as in 3/30, or a share such as 2.5%",
                    ExitCode.BadInput);
    }

    /// <summary>Chooses; of some packs always at least one by share.</summary>
    internal List<BlobId> Of(IReadOnlyCollection<BlobId> packs, RandomNumberGenerator random)
    {
        if (Part > 0)
        {
            return [.. packs.Where(pack => pack.FirstByte % Parts == Part - 1)];
        }

        var drawn = packs.OrderBy(_ => Draw(random));
        return [.. drawn.Take((int)Math.Ceiling(packs.Count * Share))];
    }

    private static ulong Draw(RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        random.GetBytes(bytes);
        return BitConverter.ToUInt64(bytes);
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

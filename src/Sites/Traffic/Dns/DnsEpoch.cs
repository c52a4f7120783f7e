using System.Globalization;
using System.Text.RegularExpressions;

namespace Mesh.Sites.Traffic.Dns;

/// <summary>The text beside the names: in which epoch they were led where.</summary>
/// <param name="Epoch">The fencing token.</param>
/// <param name="Site">Where the names lead.</param>
internal sealed partial record DnsEpoch(long Epoch, string Site)
{
    /// <summary>Null where the text is not one of ours.</summary>
    public static DnsEpoch? Read(string text) =>
        Form().Match(text) is { Success: true } match
            && long.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var epoch)
            ? new DnsEpoch(epoch, match.Groups[2].Value)
            : null;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"mesh epoch={Epoch} site={Site}");

    [GeneratedRegex(@"\Amesh epoch=([0-9]{1,19}) site=([a-z0-9-]{1,32})\z")]
    private static partial Regex Form();
}

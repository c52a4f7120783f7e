using System.Globalization;

namespace Mesh.Sites.Epochs;

/// <summary>Where a voter keeps what: <c>epochs/SYSTEM/…</c>.</summary>
internal static class EpochKeys
{
    private const string LeaseEnding = ".lease";
    private const int Digits = 20;

    public static string Folder(string system) => $"epochs/{system}/";

    /// <summary>Says which voter this is.</summary>
    public static string Voter(string system) => $"{Folder(system)}voter";

    public static string Claim(string system, long epoch) => $"{Folder(system)}{Number(epoch)}";

    public static string Lease(string system, long epoch) => $"{Folder(system)}{Number(epoch)}{LeaseEnding}";

    /// <summary>The epoch of a claim's or a lease's key; 0 for any other.</summary>
    public static long EpochOf(string key, out bool isLease)
    {
        var name = key[(key.LastIndexOf('/') + 1)..];
        isLease = name.EndsWith(LeaseEnding, StringComparison.Ordinal);
        var number = isLease ? name[..^LeaseEnding.Length] : name;
        return number.Length == Digits
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            ? epoch
            : 0;
    }

    private static string Number(long epoch) => epoch.ToString("D20", CultureInfo.InvariantCulture);
}

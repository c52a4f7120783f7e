using System.Globalization;

namespace Mesh.Sites.Watchdogs;

/// <summary>What agent and watchdog say to each other, a line each; every line is repeated as the
/// answer.</summary>
internal static class WatchdogLine
{
    public const string Disarm = "disarm";

    private const string Arming = "arm ";

    public static string Arm(long deadline) =>
        string.Create(CultureInfo.InvariantCulture, $"{Arming}{deadline}");

    public static bool IsArm(string line, out long deadline)
    {
        deadline = 0;
        return line.StartsWith(Arming, StringComparison.Ordinal)
            && long.TryParse(
                line.AsSpan(Arming.Length), NumberStyles.None, CultureInfo.InvariantCulture, out deadline);
    }
}

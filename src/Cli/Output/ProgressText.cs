using System.Globalization;
using Mesh.Sources.Progress;

namespace Mesh.Cli.Output;

/// <summary>Figures as people read them.</summary>
public static class ProgressText
{
    private const int BarWidth = 24;
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary><c>1.5 GiB</c>.</summary>
    public static string Bytes(long count)
    {
        double value = count;
        var unit = 0;
        while (Math.Abs(value) >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return unit == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{count} B")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {Units[unit]}");
    }

    /// <summary><c>12,345</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1:02:03</c>, <c>2:03</c>, or <c>0.45 s</c> below ten seconds.</summary>
    public static string Duration(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(10))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.00} s");
        }

        return duration.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalHours}:{duration:mm\\:ss}")
            : string.Create(CultureInfo.InvariantCulture, $"{duration.Minutes}:{duration:ss}");
    }

    /// <summary>
    /// One line: a bar and the time left where the total is known, counts and rate in any case.
    /// </summary>
    public static string Format(string verb, TransferReading reading, TimeSpan elapsed)
    {
        var rate = reading.Bytes / Math.Max(elapsed.TotalSeconds, 0.001);
        var parts = new List<string> { verb };
        if (reading.TotalBytes is > 0 and var total)
        {
            var share = Math.Clamp((double)reading.Bytes / total, 0, 1);
            var filled = (int)(share * BarWidth);
            parts.Add($"[{new string('#', filled)}{new string('.', BarWidth - filled)}]");
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0}%"));
            parts.Add($"{Bytes(reading.Bytes)} of {Bytes(total)},");
        }
        else
        {
            parts.Add($"{Bytes(reading.Bytes)},");
        }

        parts.Add(reading.TotalFiles is { } files
            ? $"{Count(reading.Files)} of {Count(files)} files,"
            : $"{Count(reading.Files)} files,");
        parts.Add($"{Bytes((long)rate)}/s,");
        parts.Add($"{Duration(elapsed)}{TimeLeft(reading, rate)}");
        parts.Add(reading.Current);
        return string.Join(' ', parts).TrimEnd();
    }

    private static string TimeLeft(TransferReading reading, double rate) =>
        reading.TotalBytes is { } total && rate >= 1 && total > reading.Bytes
            ? $", {Duration(TimeSpan.FromSeconds(Math.Min((total - reading.Bytes) / rate, 1e9)))} left"
            : "";
}

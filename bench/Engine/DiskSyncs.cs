using System.Diagnostics;

namespace Mesh.Bench.Engine;

/// <summary>How often a second this disk can be made to keep a page that was appended.</summary>
internal static class DiskSyncs
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    public static double PerSecond(string folder)
    {
        var path = Path.Combine(folder, "syncs");
        var page = new byte[4096];
        var count = 0;
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0))
        {
            var begun = Stopwatch.GetTimestamp();
            for (; Stopwatch.GetElapsedTime(begun) < Duration; count++)
            {
                file.Write(page);
                file.Flush(flushToDisk: true);
            }
        }

        File.Delete(path);
        return count / Duration.TotalSeconds;
    }
}

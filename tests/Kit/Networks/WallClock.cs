using System.Globalization;

namespace Mesh.Tests.Kit.Networks;

/// <summary>
/// The wall clock of one process and its children, as libfaketime(1) gives it; its monotonic clock stays the
/// machine's, as when somebody sets the time.
/// </summary>
public sealed class WallClock : IDisposable
{
    private static readonly string Unpacked =
        Path.Combine(RepositoryRoot.FullPath, "artifacts", "faketime", "usr", "lib");

    private readonly ScratchFolder folder = new();

    public WallClock() => Set(TimeSpan.Zero);

    /// <summary>Why there can be none here, or null.</summary>
    public static string? Missing => Library is null
        ? "libfaketime is not in artifacts/faketime (bash tests/install.sh, as root)"
        : null;

    /// <summary>What a process is started with.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["LD_PRELOAD"] = Library,
        ["FAKETIME_TIMESTAMP_FILE"] = folder["offset"],
        ["FAKETIME_NO_CACHE"] = "1",
        ["FAKETIME_DONT_RESET"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",

        // Else waits with a deadline end at once: .NET gives theirs by the monotonic clock.
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
    };

    private static string? Library => Directory.Exists(Unpacked)
        ? Directory.GetFiles(Unpacked, "libfaketimeMT.so.1", SearchOption.AllDirectories).FirstOrDefault()
        : null;

    /// <summary>Sets it to so much beside the machine's.</summary>
    public void Set(TimeSpan offset)
    {
        var file = folder["offset"];
        File.WriteAllText(
            $"{file}.new", offset.TotalSeconds.ToString("+0;-0;+0", CultureInfo.InvariantCulture) + "\n");
        File.Move($"{file}.new", file, overwrite: true);
    }

    public void Dispose() => folder.Dispose();
}

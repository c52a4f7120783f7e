using System.Globalization;
using Mesh.Domain.Errors;

namespace Mesh.Sites.Probes;

/// <summary>
/// Numbers the reports of a place, always upwards: over restarts by a file in which numbers are set aside
/// before they are used, and where that file was lost by the clock.
/// </summary>
public sealed class ProbeSequence
{
    private const long Ahead = 1000;

    private readonly Lock guard = new();
    private readonly string path;
    private long last;
    private long setAside;

    private ProbeSequence(string path, long last) => (this.path, this.last, setAside) = (path, last, last);

    /// <summary>Goes on where the last process ended.</summary>
    /// <param name="path">The file; its folder exists. One process uses it at a time.</param>
    /// <param name="time">Where there is no file, numbers begin with its milliseconds.</param>
    /// <exception cref="MeshException"><c>probe-sequence-damaged</c></exception>
    public static ProbeSequence Open(string path, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var least = time.GetUtcNow().ToUnixTimeMilliseconds();
        try
        {
            return File.Exists(path)
                ? new ProbeSequence(
                    path, Math.Max(least, long.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture)))
                : new ProbeSequence(path, least);
        }
        catch (Exception error)
            when (error is FormatException or OverflowException or IOException or UnauthorizedAccessException)
        {
            throw new MeshException("probe-sequence-damaged", path, $"it cannot be read: {error.Message}",
                "remove it: numbers then begin with the clock", innerException: error);
        }
    }

    /// <summary>A number that is greater than all before.</summary>
    /// <exception cref="SitePartException"><c>file-unwritable</c></exception>
    public long Next()
    {
        lock (guard)
        {
            if (last == setAside)
            {
                DurableFile.Write(path, (last + Ahead).ToString(CultureInfo.InvariantCulture));
                setAside = last + Ahead;
            }

            return ++last;
        }
    }
}

using System.Globalization;
using Mesh.Domain.Errors;

namespace Mesh.Sources.MariaDb.Log;

/// <summary>A place in a server's binary log, between two events.</summary>
/// <param name="File">The file's name without a path: <c>binlog.000001</c>.</param>
/// <param name="Offset">Bytes from the file's start; what is before is included.</param>
public readonly record struct LogPosition(string File, long Offset) : IComparable<LogPosition>
{
    /// <summary>Reads <c>binlog.000001:1234</c>.</summary>
    /// <exception cref="MeshException"><c>bad-log-position</c></exception>
    public static LogPosition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.LastIndexOf(':');
        return colon > 0
            && long.TryParse(
                text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? new LogPosition(text[..colon], offset)
            : throw new MeshException("bad-log-position", "log position",
                $"'{text}' is not of the form binlog.000001:1234", "give file and offset with ':' between",
                ExitCode.BadInput);
    }

    /// <summary>By the number of the file, then by the offset.</summary>
    public int CompareTo(LogPosition other)
    {
        var files = LogFileName.NumberOf(File).CompareTo(LogFileName.NumberOf(other.File));
        return files != 0 ? files : Offset.CompareTo(other.Offset);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}:{Offset}");

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator <(LogPosition left, LogPosition right) => left.CompareTo(right) < 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator >(LogPosition left, LogPosition right) => left.CompareTo(right) > 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator <=(LogPosition left, LogPosition right) => left.CompareTo(right) <= 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator >=(LogPosition left, LogPosition right) => left.CompareTo(right) >= 0;
}

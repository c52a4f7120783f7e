using System.Globalization;
using Mesh.Domain.Errors;

namespace Mesh.Sources.MariaDb.Log;

/// <summary>Names of binary log files: a base, a dot and a number of at least six digits that counts
/// up.</summary>
internal static class LogFileName
{
    /// <exception cref="MeshException"><c>bad-log-file</c>: there is no number.</exception>
    public static long NumberOf(string file) =>
        long.TryParse(file.AsSpan(file.LastIndexOf('.') + 1), NumberStyles.None, CultureInfo.InvariantCulture,
            out var number)
            ? number
            : throw new MeshException("bad-log-file", file, "this is not the name of a binary log file",
                "give a name such as binlog.000001", ExitCode.BadInput);

    /// <summary>Whether the second file is the one that a server begins after the first.</summary>
    public static bool Follows(string file, string next) =>
        file[..(file.LastIndexOf('.') + 1)] == next[..(next.LastIndexOf('.') + 1)]
        && NumberOf(file) + 1 == NumberOf(next);

    /// <summary>Whether the name can be that of a file below a folder of ours.</summary>
    public static bool IsSafe(string file) =>
        file.Length is > 0 and < 200 && file.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
        && file[0] != '.' && file.Contains('.', StringComparison.Ordinal);
}

using Mesh.Domain.Errors;

namespace Mesh.Domain.Systems;

/// <summary>What must hold for the paths of a files component.</summary>
internal static class FilesRules
{
    public static IEnumerable<FieldProblem> Check(string field, FilesComponent files)
    {
        if (files.Paths.Count == 0)
        {
            yield return new FieldProblem(
                $"{field}.paths", "there is no path", "name at least one absolute path");
        }

        for (var place = 0; place < files.Paths.Count; place++)
        {
            if (Path(files.Paths[place]) is { } problem)
            {
                yield return new FieldProblem($"{field}.paths[{place}]", problem.Cause, problem.Hint);
            }
            else if (Covering(files.Paths, place) is { } other)
            {
                yield return new FieldProblem(
                    $"{field}.paths[{place}]", $"is covered by '{other}' already", "name each path once");
            }
        }

        for (var place = 0; place < files.Excludes.Count; place++)
        {
            if (string.IsNullOrWhiteSpace(files.Excludes[place]))
            {
                yield return new FieldProblem(
                    $"{field}.excludes[{place}]",
                    "the pattern is empty",
                    "write a pattern such as '*.tmp', or leave it out");
            }
        }
    }

    /// <summary>What is wrong with a path that is to be absolute; null: nothing.</summary>
    public static Problem? Path(string path) => path switch
    {
        _ when !path.StartsWith('/') =>
            new Problem($"'{path}' is not an absolute path", "begin the path with '/'"),
        _ when path.Contains('\0', StringComparison.Ordinal) => new Problem("the path contains a zero byte"),
        _ when path.Split('/').Any(part => part is ".." or ".") =>
            new Problem($"'{path}' contains '.' or '..'", "write the path that is meant"),
        _ when path.Length > 1 && (path.EndsWith('/') || path.Contains("//", StringComparison.Ordinal)) =>
            new Problem($"'{path}' has a slash too many", "write single slashes, and none at the end"),
        _ => null,
    };

    private static string? Covering(IReadOnlyList<string> paths, int place)
    {
        for (var other = 0; other < paths.Count; other++)
        {
            var covers = paths[other] == "/" || paths[place] == paths[other]
                || paths[place].StartsWith(paths[other] + "/", StringComparison.Ordinal);
            if (covers && other != place && (paths[place] != paths[other] || other < place))
            {
                return paths[other];
            }
        }

        return null;
    }
}

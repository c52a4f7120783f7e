using Mesh.Activities.Movements;
using Mesh.Domain.Errors;

namespace Mesh.Functions.Runs;

/// <summary>Reads which state a restore is asked for.</summary>
internal static class RestoreEnds
{
    /// <exception cref="MeshException"><c>bad-body</c>: two of them are given.</exception>
    public static void RefuseTwo(RestoreRequest wanted)
    {
        var given = Given(wanted).ToList();
        if (given.Count > 1)
        {
            throw new MeshException(
                "bad-body",
                given[0],
                $"stands beside '{given[1]}'",
                "give one of them, or neither",
                ExitCode.BadInput);
        }
    }

    /// <summary>The place in a log that is asked for, and the field that asks; null for a moment or a
    /// point.</summary>
    /// <exception cref="MeshException"><c>bad-gtid</c>, <c>bad-log-position</c></exception>
    public static (string Field, LogPlace Place)? PlaceOf(RestoreRequest wanted) =>
        wanted.Gtid is { } last ? ("gtid", LogPlace.Through("gtid", last))
        : wanted.BeforeGtid is { } next ? ("beforeGtid", LogPlace.Before("beforeGtid", next))
        : wanted.Position is { } position ? ("position", LogPlace.At("position", position))
        : null;

    /// <exception cref="MeshException"><c>bad-body</c>: what only a server can be brought to.</exception>
    public static void RefuseForFolder(RestoreRequest wanted)
    {
        var field = PlaceOf(wanted)?.Field
            ?? (wanted.Databases.Count > 0 ? "databases" : wanted.Tables.Count > 0 ? "tables" : null);
        if (field is not null)
        {
            throw new MeshException(
                "bad-body",
                field,
                "needs a database server as the target",
                "name one, as mariadb://USER@HOST:PORT?password=env:NAME (--to), or leave it out",
                ExitCode.BadInput);
        }
    }

    private static IEnumerable<string> Given(RestoreRequest wanted)
    {
        (string Name, bool IsGiven)[] fields =
        [
            ("point", wanted.Point is not null),
            ("at", wanted.At is not null),
            ("latest", wanted.Latest),
            ("gtid", wanted.Gtid is not null),
            ("beforeGtid", wanted.BeforeGtid is not null),
            ("position", wanted.Position is not null),
        ];
        return fields.Where(field => field.IsGiven).Select(field => field.Name);
    }
}

using Mesh.Sources.MariaDb.Records;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>
/// The order in which the files of a dump are loaded. For the stock client it is a list of paths, to be read
/// one after the other as one text: scripts that it sources go on after an error.
/// </summary>
internal static class LoadOrder
{
    /// <summary>Files that make databases, sequences and tables.</summary>
    public static IEnumerable<string> Before(IEnumerable<string> databases)
    {
        var names = databases.ToList();
        return names.Select(name => DumpPaths.Of(name, DumpPaths.Sequences))
            .Concat(names.Select(name => DumpPaths.Of(name, DumpPaths.Tables)));
    }

    /// <summary>Files that come after the rows.</summary>
    public static IEnumerable<string> After(IEnumerable<string> databases)
    {
        var names = databases.ToList();
        return names.Select(name => DumpPaths.Of(name, DumpPaths.Routines))
            .Concat(names.Select(name => DumpPaths.Of(name, DumpPaths.Views)))
            .Concat(names.Select(name => DumpPaths.Of(name, DumpPaths.Actions)));
    }

    public static string Write(IReadOnlyList<string> databases, IEnumerable<TableRecord> tables)
    {
        var rows = tables.SelectMany(table => table.Files);
        var files = Before(databases).Concat(rows).Concat(After(databases));
        return string.Concat(files.Select(file => $"{file}\n"));
    }
}

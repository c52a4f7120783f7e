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

    /// <summary>Routines, which come after the rows.</summary>
    public static IEnumerable<string> Routines(IEnumerable<string> databases) =>
        databases.Select(name => DumpPaths.Of(name, DumpPaths.Routines));

    /// <summary>The views of databases, which may use routines and each other.</summary>
    public static IEnumerable<string> Views(IEnumerable<string> databases, IEnumerable<string> views)
    {
        var folders = databases.Select(name => DumpPaths.Of(name, "")).ToList();
        return views.Where(view => folders.Exists(
            folder => view.StartsWith(folder, StringComparison.Ordinal)));
    }

    /// <summary>Triggers and events, which come last, since they act on what they meet.</summary>
    public static IEnumerable<string> Actions(IEnumerable<string> databases) =>
        databases.Select(name => DumpPaths.Of(name, DumpPaths.Actions));

    public static string Write(
        IReadOnlyList<string> databases, IEnumerable<TableRecord> tables, IEnumerable<string> views)
    {
        var rows = tables.SelectMany(table => table.Files);
        var files = Before(databases).Concat(rows)
            .Concat(Routines(databases)).Concat(views).Concat(Actions(databases));
        return string.Concat(files.Select(file => $"{file}\n"));
    }
}

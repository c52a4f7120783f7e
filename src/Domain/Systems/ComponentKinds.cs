using Mesh.Domain.Errors;
using Mesh.Domain.Spelling;

namespace Mesh.Domain.Systems;

/// <summary>
/// The kinds of components: those that are built, and those whose names are taken for later.
/// </summary>
public static class ComponentKinds
{
    private static readonly string[] Built = [
        FilesComponent.Word, DatabaseComponent.Word, HostsComponent.Word, TrafficComponent.Word,
    ];

    private static readonly string[] Later = ["volume", "bucket"];

    // The engine is the scheme of a database's connection.
    private static readonly string[] Engines =
        ["mysql", "mariadb", "tidb", "sqlserver", "mongodb", "postgresql"];

    /// <summary>Null for a kind that can be used; else why it cannot.</summary>
    public static Problem? Check(string kind)
    {
        if (Built.Contains(kind))
        {
            return null;
        }

        if (Engines.Contains(kind))
        {
            return new Problem(
                $"'{kind}' is an engine, not a kind of component",
                $"write 'kind: {DatabaseComponent.Word}' and 'connection: {kind}://USER@HOST'");
        }

        var name = Later.FirstOrDefault(later => later == kind || $"{later}s" == kind);
        return name is not null
            ? new Problem(
                $"components of kind '{kind}' are not built yet",
                $"use one of: {string.Join(", ", Built)}")
            : new Problem($"'{kind}' is not a kind of component", NearestWord.Hint(kind, Built));
    }
}

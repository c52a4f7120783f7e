using Mesh.Activities.Movements;
using Mesh.Domain.Errors;
using Mesh.Domain.Systems;

namespace Mesh.Functions.Runs;

/// <summary>Reads where a restore is to go.</summary>
internal static class RestoreDestination
{
    /// <summary>The folder or the server, as the catalogue keeps it.</summary>
    /// <exception cref="MeshException"><c>bad-target</c></exception>
    public static string Read(RestoreRequest wanted, ComponentDefinition component) =>
        DatabaseConnection.IsMeant(wanted.Target) ? Server(wanted, component) : Folder(wanted);

    private static string Server(RestoreRequest wanted, ComponentDefinition component) =>
        component is DatabaseComponent
            ? DatabaseConnection.Parse(wanted.Target).ToString()
            : throw new MeshException(
                "bad-target",
                "target",
                $"is a database server, and {component.Name} is of kind {component.Kind}",
                "name a folder, from the root",
                ExitCode.BadInput);

    private static string Folder(RestoreRequest wanted)
    {
        if (!Path.IsPathFullyQualified(wanted.Target)
            || wanted.Target.Contains('\0', StringComparison.Ordinal))
        {
            throw new MeshException(
                "bad-target",
                "target",
                "is not an absolute path",
                "name a folder, from the root",
                ExitCode.BadInput);
        }

        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(wanted.Target));
        if (File.Exists(target))
        {
            throw new MeshException(
                "bad-target", "target", $"'{target}' is a file", "name a folder", ExitCode.BadInput);
        }

        return target;
    }
}

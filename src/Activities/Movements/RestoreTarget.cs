using Mesh.Domain.Errors;

namespace Mesh.Activities.Movements;

/// <summary>The folder that a restore writes to.</summary>
public static class RestoreTarget
{
    /// <exception cref="MeshException">
    /// <c>target-not-empty</c>: something is there that would be written over.
    /// </exception>
    public static void RefuseUnlessEmpty(string target)
    {
        if (File.Exists(target)
            || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
        {
            throw new MeshException(
                "target-not-empty",
                target,
                "something is there already",
                "name a folder that is empty or not there, or ask to overwrite",
                ExitCode.BadInput);
        }
    }
}

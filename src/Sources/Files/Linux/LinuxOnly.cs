using Mesh.Domain.Errors;

namespace Mesh.Sources.Files.Linux;

/// <summary>Keeps what speaks to the Linux kernel from being started elsewhere.</summary>
internal static class LinuxOnly
{
    /// <exception cref="MeshException"><c>not-supported</c></exception>
    public static void Ensure()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new MeshException(
                "not-supported",
                "files",
                "files can be backed up and restored on Linux only",
                "",
                ExitCode.BadInput);
        }
    }
}

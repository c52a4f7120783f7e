using Xunit;

namespace Mesh.Tests.Kit;

/// <summary>A small file system, mounted while this lives. Needs root.</summary>
public sealed class TinyDisk : IDisposable
{
    private readonly string path;

    /// <param name="path">Where it is mounted; made unless it is there.</param>
    /// <param name="megabytes">How much it takes.</param>
    public TinyDisk(string path, int megabytes = 1)
    {
        this.path = path;
        Directory.CreateDirectory(path);
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "mesh-test", path);
    }

    /// <summary>Mounts it anew with an option of mount, such as <c>ro</c> or <c>size=64m</c>; what it has
    /// stays.</summary>
    public void Remount(string option) => Run("mount", "-o", $"remount,{option}", path);

    // Lazy, since who wrote to it may not have ended.
    public void Dispose() => Run("umount", "--lazy", path);

    private static void Run(string program, params string[] arguments)
    {
        var result = Command.RunAsync(program, arguments).GetAwaiter().GetResult();
        Assert.True(result.ExitCode == 0, result.Errors);
    }
}

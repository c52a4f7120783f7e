using Mesh.Tests.Kit;

namespace Mesh.Tests.Storage.Files;

/// <summary>A file system of one megabyte, mounted while this lives. Needs root.</summary>
internal sealed class TinyDisk : IDisposable
{
    private readonly string path;

    public TinyDisk(string path)
    {
        this.path = path;
        Directory.CreateDirectory(path);
        Run("mount", "-t", "tmpfs", "-o", "size=1m", "mesh-test", path);
    }

    public void Remount(string option) => Run("mount", "-o", $"remount,{option}", path);

    public void Dispose() => Run("umount", path);

    private static void Run(string program, params string[] arguments)
    {
        var result = Command.RunAsync(program, arguments).GetAwaiter().GetResult();
        Assert.True(result.ExitCode == 0, result.Errors);
    }
}

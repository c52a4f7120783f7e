using System.Diagnostics;

namespace Mesh.Tests.Kit;

/// <summary>A folder of its own for one test, gone with it.</summary>
public sealed class ScratchFolder : IDisposable
{
    public ScratchFolder() => FullPath = Directory.CreateTempSubdirectory("mesh-test-").FullName;

    public string FullPath { get; }

    /// <summary>A path below the folder; nothing is created.</summary>
    public string this[string name] => Path.Combine(FullPath, name);

    public void Dispose()
    {
        if (!Directory.Exists(FullPath))
        {
            return;
        }

        // .NET cannot name, and so not delete, files whose names are not UTF-8.
        using var remove = Process.Start("rm", ["-rf", "--", FullPath]);
        remove.WaitForExit();
    }
}

using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Restic;
using Xunit.Abstractions;

namespace Mesh.Tests.Sources.Cli;

/// <summary>A repository that the program and stock restic both open.</summary>
public abstract class BesideRestic : IDisposable
{
    private const string Password = "open sesame";

    protected BesideRestic(ITestOutputHelper output)
    {
        Output = output;
        Restic = new ResticClient(Folder["repo"], Password);
        Mesh = new MeshProgram(Folder["repo"], Password);
    }

    protected ITestOutputHelper Output { get; }

    protected ScratchFolder Folder { get; } = new();

    protected ResticClient Restic { get; }

    private protected MeshProgram Mesh { get; }

    public void Dispose()
    {
        Restic.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}

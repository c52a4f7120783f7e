using Mesh.Tests.Kit;

namespace Mesh.Tests.Sources.Cli;

/// <summary>A repository with one snapshot, its source, and a file with a password that is wrong.</summary>
public sealed class SharedRepository : IAsyncLifetime
{
    public ScratchFolder Folder { get; } = new();

    internal MeshProgram Mesh => new(Folder["repo"], "secret");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Folder["src"]);
        File.WriteAllText(Folder["src/file"], "hello");
        File.WriteAllText(Folder["wrong"], "not the password");
        await Mesh.RunAsync("init");
        await Mesh.RunAsync("backup", Folder["src"]);
    }

    public Task DisposeAsync()
    {
        Folder.Dispose();
        return Task.CompletedTask;
    }
}

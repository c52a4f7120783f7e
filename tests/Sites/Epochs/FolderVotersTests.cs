using Mesh.Storage;
using Mesh.Tests.Kit;

namespace Mesh.Tests.Sites.Epochs;

public sealed class FolderVotersTests : EpochVotersContract, IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    protected override IObjectStore Open(string voter) =>
        ObjectStores.Open(folder[voter], TimeProvider.System);
}

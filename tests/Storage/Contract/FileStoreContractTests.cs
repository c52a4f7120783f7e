using Mesh.Storage;
using Mesh.Storage.Files;
using Mesh.Tests.Kit;

namespace Mesh.Tests.Storage.Contract;

public sealed class FileStoreContractTests : ObjectStoreContract, IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    protected override IObjectStore Open()
    {
        // An empty folder, as a mount point: that there is no folder is an error of its own.
        Directory.CreateDirectory(scratch["repo"]);
        return new FileObjectStore(scratch["repo"]);
    }
}

using Mesh.Catalog.Manifests;
using Mesh.Domain.Errors;
using Mesh.Tests.Kit;

namespace Mesh.Tests.Unit.Manifests;

public class ManifestFileTests
{
    [Fact]
    public async Task A_file_that_is_not_there_is_a_clear_error()
    {
        using var folder = new ScratchFolder();

        var refusal = await Assert.ThrowsAsync<MeshException>(() =>
            SystemManifest.ReadFileAsync(folder["none.yaml"], default));

        Assert.Equal(("unreadable-manifest", 2), (refusal.Code, refusal.ExitCode));
    }

    [Fact]
    public async Task A_folder_is_a_clear_error()
    {
        using var folder = new ScratchFolder();

        var refusal = await Assert.ThrowsAsync<MeshException>(() =>
            SystemManifest.ReadFileAsync(folder.FullPath, default));

        Assert.Equal("unreadable-manifest", refusal.Code);
    }

    [Fact]
    public async Task A_file_that_is_not_text_is_a_clear_error()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllBytesAsync(folder["bytes.yaml"], [0x6e, 0xff, 0xfe, 0x00]);

        var refusal = await Assert.ThrowsAsync<MeshException>(() =>
            SystemManifest.ReadFileAsync(folder["bytes.yaml"], default));

        Assert.Equal(("unreadable-manifest", "the file is not UTF-8 text"), (refusal.Code, refusal.Cause));
    }
}

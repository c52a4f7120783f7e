using System.Security.Cryptography;
using Mesh.Domain.Errors;
using Mesh.Functions.Access;
using Mesh.Tests.Kit;

namespace Mesh.Tests.App.Access;

public class ApiKeyTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public void A_key_file_that_was_emptied_lets_nobody_in(string content)
    {
        using var folder = new ScratchFolder();
        using var random = RandomNumberGenerator.Create();
        File.WriteAllText(folder[ApiKey.FileName], content);

        var error = Assert.Throws<MeshException>(() => ApiKey.Open(null, folder.FullPath, random));
        Assert.Equal("empty-api-key", error.Code);
    }

    [Fact]
    public void The_key_that_is_made_is_the_one_that_opens()
    {
        using var folder = new ScratchFolder();
        using var random = RandomNumberGenerator.Create();
        var key = ApiKey.Open("", folder.FullPath, random);

        Assert.False(key.Matches(""));
        Assert.True(key.Matches(File.ReadAllText(folder[ApiKey.FileName]).Trim()));
    }
}

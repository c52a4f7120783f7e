using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Storage.Locations;

namespace Mesh.Tests.Storage.Locations;

public class RepositoryLocationTests
{
    [Theory]
    [InlineData("/srv/backup", "/srv/backup")]
    [InlineData("/srv/backup/", "/srv/backup")]
    [InlineData("/srv/../srv//backup", "/srv/backup")]
    [InlineData("/", "/")]
    [InlineData("/with:colon", "/with:colon")]
    [InlineData("local:/srv/backup", "/srv/backup")]
    [InlineData("local:/a:b", "/a:b")]
    [InlineData("/azure:c:/p", "/azure:c:/p")]
    public void A_path_is_a_folder(string text, string path)
    {
        var location = Assert.IsType<FolderLocation>(RepositoryLocation.Parse(text));

        Assert.Equal(path, location.Path);
        Assert.Equal(location, RepositoryLocation.Parse(location.ToString()));
    }

    [Theory]
    [InlineData("backup", "backup")]
    [InlineData("./a:b", "a:b")]
    [InlineData("local:azure", "azure")]
    [InlineData("local:s3:x", "s3:x")]
    [InlineData("azure", "azure")]
    public void A_relative_path_is_below_the_current_folder(string text, string path)
    {
        var location = Assert.IsType<FolderLocation>(RepositoryLocation.Parse(text));

        Assert.Equal(Path.GetFullPath(path), location.Path);
    }

    [Theory]
    [InlineData("azure:backups:/", "backups", "")]
    [InlineData("azure:backups:", "backups", "")]
    [InlineData("azure:backups:/erp", "backups", "erp")]
    [InlineData("azure:backups:erp", "backups", "erp")]
    [InlineData("azure:backups:/erp/files/", "backups", "erp/files")]
    [InlineData("azure:a-1-b:/x", "a-1-b", "x")]
    public void A_container_and_a_prefix_are_in_Azure(string text, string container, string prefix)
    {
        var location = Assert.IsType<AzureLocation>(RepositoryLocation.Parse(text));

        Assert.Equal((container, prefix), (location.Container, location.Prefix));
        Assert.Equal(location, RepositoryLocation.Parse(location.ToString()));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("  ", "is empty")]
    [InlineData("local:", "the path is empty")]
    [InlineData("/a\nb", "control character")]
    [InlineData("azure:", "after the container is missing")]
    [InlineData("azure:backups", "after the container is missing")]
    [InlineData("azure::/x", "no name of a container")]
    [InlineData("azure:ab:/x", "no name of a container")]
    [InlineData("azure:Backups:/x", "no name of a container")]
    [InlineData("azure:back--ups:/x", "no name of a container")]
    [InlineData("azure:-backups:/x", "no name of a container")]
    [InlineData("azure:back/ups:/x", "no name of a container")]
    [InlineData("azure:backups:/a/../b", "no path in a container")]
    [InlineData("azure:backups:/a//b", "no path in a container")]
    [InlineData("azure:backups:/é", "no path in a container")]
    [InlineData("s3:s3.amazonaws.com/bucket", "no store for 's3:'")]
    [InlineData("sftp:user@host:/srv", "no store for 'sftp:'")]
    [InlineData("rest:https://host:8000/", "no store for 'rest:'")]
    [InlineData("C:\\backup", "neither a path nor of a known kind")]
    [InlineData("backup:today", "neither a path nor of a known kind")]
    public void What_is_no_location_is_refused_with_the_reason_and_the_way_out(string text, string reason)
    {
        var error = Assert.Throws<MeshException>(() => RepositoryLocation.Parse(text));

        Assert.Equal(("bad-repository", ExitCode.BadInput), (error.Code, error.ExitCode));
        Assert.Contains(reason, error.Cause, StringComparison.Ordinal);
        Assert.NotEmpty(error.Hint);
    }

    [Fact]
    public void A_password_in_a_location_is_not_repeated()
    {
        foreach (var text in new[] { "rest:https://me:secret@host/", "ftp://me:secret@host/" })
        {
            var error = Assert.Throws<MeshException>(() => RepositoryLocation.Parse(text));

            Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null, null, null, "no Azure account")]
    [InlineData("nonsense", null, null, "malformed")]
    [InlineData("AccountName=a;AccountKey=secret!", null, null, "malformed")]
    [InlineData(null, "acc/ount", "c2VjcmV0", "malformed")]
    [InlineData(null, "account", "secret!", "malformed")]
    public void Bad_credentials_are_refused_when_the_store_is_opened_and_not_repeated(
        string? connection, string? account, string? key, string reason)
    {
        var error = Assert.Throws<MeshException>(() => Open(connection, account, key, null));

        Assert.Equal(("bad-credentials", ExitCode.BadInput), (error.Code, error.ExitCode));
        Assert.Contains(reason, error.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true", null, null, null)]
    [InlineData(null, "account", "c2VjcmV0", null)]
    [InlineData(null, "account", null, "?sv=1&sig=2")]
    [InlineData(null, "account", null, null)]
    public async Task A_connection_string_a_key_a_signature_or_the_machines_identity_opens_a_store(
        string? connection, string? account, string? key, string? signature)
    {
        await using var store = Open(connection, account, key, signature);

        Assert.Equal("azure:backups:/erp", store.Location);
    }

    [Fact]
    public async Task A_folders_store_says_its_path()
    {
        await using var store = ObjectStores.Open("local:/srv/backup", TimeProvider.System);

        Assert.Equal("/srv/backup", store.Location);
    }

    private static IObjectStore Open(string? connection, string? account, string? key, string? signature)
    {
        var options = new ObjectStoreOptions
        {
            Environment = name => name switch
            {
                "AZURE_STORAGE_CONNECTION_STRING" => connection,
                "AZURE_ACCOUNT_NAME" => account,
                "AZURE_ACCOUNT_KEY" => key,
                "AZURE_ACCOUNT_SAS" => signature,
                _ => null,
            },
        };
        return ObjectStores.Open("azure:backups:/erp", TimeProvider.System, options);
    }
}

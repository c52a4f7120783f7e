using Mesh.Storage;
using Mesh.Storage.Blobs;
using Mesh.Storage.Errors;
using Mesh.Tests.Kit.Azurite;

namespace Mesh.Tests.Storage.Blobs;

/// <summary>What comes over the network when it, or a server, is broken.</summary>
public sealed class LyingServerTests : IDisposable
{
    private readonly ScriptedServer server = new();
    private readonly AzureBlobObjectStore store;

    public LyingServerTests() => store = AzureStores.Open(
        $"DefaultEndpointsProtocol=http;AccountName=a;AccountKey={AzuriteServer.AccountKey};"
        + $"BlobEndpoint=http://127.0.0.1:{server.Port}/a;", "container", "");

    [Theory]
    [InlineData("500 Internal Server Error", "store-unavailable", true)]
    [InlineData("503 Server Busy", "store-unavailable", true)]
    [InlineData("429 Too Many Requests", "store-unavailable", true)]
    [InlineData("408 Request Timeout", "store-unavailable", true)]
    [InlineData("401 Unauthorized", "store-denied", false)]
    [InlineData("403 Forbidden", "store-denied", false)]
    [InlineData("400 Bad Request", "store-refused", false)]
    [InlineData("412 Precondition Failed", "store-refused", false)]
    [InlineData("301 Moved Permanently", "store-refused", false)]
    public async Task Every_answer_is_either_worth_repeating_or_final(
        string status, string code, bool transient)
    {
        server.Answer = _ => $"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

        foreach (var act in new Func<Task>[]
        {
            () => store.StatAsync("config", default),
            () => store.ReadAsync("config", 0, new byte[1], default),
            () => store.PutAsync("config", new byte[1], PutCondition.Overwrite, default),
            () => store.DeleteAsync("config", default),
            () => Bytes.KeysAsync(store, ""),
        })
        {
            var error = await Assert.ThrowsAsync<ObjectStoreException>(act);
            Assert.Equal((code, transient), (error.Code, error.IsTransient));
        }
    }

    [Fact]
    public async Task A_connection_that_breaks_is_worth_repeating()
    {
        server.Answer = _ => "";

        var error = await Assert.ThrowsAsync<ObjectStoreException>(() => store.StatAsync("config", default));

        Assert.Equal(("store-unavailable", true), (error.Code, error.IsTransient));
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_worth_repeating()
    {
        // The client asks for the rest by itself, some times.
        var answers = 0;
        server.Answer = _ => answers++ == 0 ? Partial("bytes 0-9/100", announced: 10, sent: 4) : "";

        var error = await Assert.ThrowsAsync<ObjectStoreException>(
            () => store.ReadAsync("config", 0, new byte[10], default));

        Assert.Equal(("store-unavailable", true), (error.Code, error.IsTransient));
    }

    [Fact]
    public async Task An_answer_shorter_than_asked_for_is_no_content_although_the_object_is_long_enough()
    {
        server.Answer = head => head.StartsWith("HEAD", StringComparison.Ordinal)
            ? "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n"
            : Partial("bytes 0-3/100", announced: 4, sent: 4);

        var error = await Assert.ThrowsAsync<ObjectStoreException>(
            () => store.ReadAsync("config", 0, new byte[10], default));

        Assert.Equal(("store-unavailable", true), (error.Code, error.IsTransient));
    }

    [Fact]
    public async Task Bytes_of_another_range_are_not_taken_for_those_asked_for()
    {
        server.Answer = head => head.StartsWith("HEAD", StringComparison.Ordinal)
            ? "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n"
            : Partial("bytes 0-9/100", announced: 10, sent: 10);

        await Assert.ThrowsAsync<ObjectStoreException>(
            () => store.ReadAsync("config", 50, new byte[10], default));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("<html></html>")]
    [InlineData("<EnumerationResults></EnumerationResults>")]
    [InlineData("{}")]
    [InlineData("")]
    public async Task A_listing_that_is_not_what_Azure_sends_is_an_error(string body)
    {
        server.Answer = _ =>
            $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";

        await Assert.ThrowsAsync<ObjectStoreException>(() => Bytes.KeysAsync(store, ""));
    }

    public void Dispose()
    {
        store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        server.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static string Partial(string range, int announced, int sent) =>
        $"HTTP/1.1 206 Partial Content\r\nContent-Length: {announced}\r\nContent-Range: {range}\r\n"
        + "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\nETag: \"1\"\r\nx-ms-blob-type: BlockBlob\r\n"
        + $"Connection: close\r\n\r\n{new string('x', sent)}";
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Mesh.Sites.Notifications;

namespace Mesh.Tests.Sites.Notifications;

/// <summary>The little of an HTTP server that a webhook needs.</summary>
internal sealed class HttpReceiver : Receiver
{
    protected override async Task ServeAsync(Stream stream, CancellationToken cancellationToken)
    {
        await LineAsync(stream, cancellationToken);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (string line; (line = await LineAsync(stream, cancellationToken)).Length > 0;)
        {
            var parts = line.Split(": ", 2);
            headers.Add(parts[0], parts[1]);
        }

        var bytes = new byte[int.Parse(headers["Content-Length"], CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        var answer = "503 Service Unavailable";
        if (Mood == Mood.Taking)
        {
            var body = Encoding.UTF8.GetString(bytes);
            using var document = JsonDocument.Parse(body);
            string Field(string name) => document.RootElement.GetProperty(name).GetString()!;
            Assert.Equal(Field("id"), headers[WebhookSender.IdHeader]);
            Take(new ReceivedMessage(Field("id"), Field("subject"), Field("text"), headers, body));
            answer = "204 No Content";
        }

        await SayAsync(
            stream, $"HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", cancellationToken);
    }
}

using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Mesh.Domain.Signatures;

namespace Mesh.Sites.Notifications;

/// <summary>
/// Posts messages as JSON objects of <c>id</c>, <c>subject</c> and <c>text</c>, signed as <see
/// cref="WebhookSignature"/> says, anew each time. Any status from 200 to 299 says that the receiver has it.
/// </summary>
public sealed class WebhookSender : INotificationSender, IDisposable
{
    /// <summary>The header that carries the message's id.</summary>
    public const string IdHeader = "X-Mesh-Notification";

    private readonly WebhookTarget target;
    private readonly TimeProvider time;

    // A redirection would carry the message to whoever the receiver names.
    private readonly HttpClient http =
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    public WebhookSender(WebhookTarget target, TimeProvider time)
    {
        this.target = target;
        this.time = time;
    }

    /// <inheritdoc/>
    public async Task SendAsync(Notification message, CancellationToken cancellationToken)
    {
        Delivery.CheckId(message);
        var secret = await target.Secret(cancellationToken);
        await Delivery.RunAsync(
            target.Url.Authority,
            time,
            stop => PostAsync(message, secret, stop),
            error => error is HttpRequestException or IOException,
            cancellationToken);
    }

    public void Dispose() => http.Dispose();

    // 4xx says that the same will be refused again, but for those that are about the moment (RFC 9110).
    private static bool IsForGood(HttpStatusCode status) => (int)status is >= 400 and < 500
        && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests)
        && (int)status != 425;

    private async Task PostAsync(Notification message, string secret, CancellationToken stop)
    {
        var body = JsonSerializer.Serialize(new
        {
            id = message.Id,
            subject = Delivery.Line(message.Subject),
            text = message.Text,
        });
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp);
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Sign(secret, timestamp, body));
        request.Headers.Add(IdHeader, message.Id);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        if (!response.IsSuccessStatusCode)
        {
            var (status, cause) = (response.StatusCode, $"answers {(int)response.StatusCode}");
            throw IsForGood(status)
                ? Delivery.Refused(target.Url.Authority, cause)
                : Delivery.Failed(target.Url.Authority, cause);
        }
    }
}

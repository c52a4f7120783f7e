using System.Globalization;

namespace Mesh.Sites.Probes;

/// <summary>Good when it answers 200 to 299; it is not led elsewhere, and reads no body.</summary>
internal sealed class HttpProbe(string check, Uri uri) : IProbe
{
    // Each look connects anew: a connection that was kept would not see that the name leads elsewhere now.
    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.Zero,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public string Check => check;

    public async Task<ProbeLook> LookAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        try
        {
            using var response = await http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return new ProbeLook(response.IsSuccessStatusCode, string.Create(
                CultureInfo.InvariantCulture, $"answers {(int)response.StatusCode}"));
        }
        catch (HttpRequestException error)
        {
            return new ProbeLook(false, $"no answer: {(error.InnerException ?? error).Message}");
        }
    }

    public void Dispose() => http.Dispose();
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Mesh.Domain.Agents;
using Mesh.Domain.Detection;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Sites;
using Mesh.Sites.Probes;

namespace Mesh.Sites.Hosting;

/// <summary>
/// The server as its agents reach it. Every call may fail with <c>server-away</c>, after which it may be
/// repeated, or with <c>server-refused</c>, which says what the server finds wrong.
/// </summary>
public sealed class AgentServer : IProbeReports, IDisposable
{
    private const int LargestAnswer = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient http;
    private readonly ServerAddress server;
    private readonly TimeProvider time;

    /// <param name="server">Where it is and which key opens it.</param>
    /// <param name="system">The agent's system.</param>
    /// <param name="place">The agent's site, or the witness.</param>
    /// <param name="time">The clock of the time-outs.</param>
    /// <exception cref="MeshException"><c>bad-trust</c>: the authorities cannot be read.</exception>
    public AgentServer(ServerAddress server, SystemName system, SiteName place, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(server);
        (this.server, this.time) = (server, time);
        http = new HttpClient(Handler(server.Trust))
        {
            BaseAddress = new Uri(server.Url, $"/api/v1/agents/{system}/{place}/"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LargestAnswer,
        };
    }

    /// <summary>Where it is, for people.</summary>
    public string Location => server.Url.GetLeftPart(UriPartial.Authority);

    /// <summary>Waits for an order; null when none came.</summary>
    public async Task<LeasedOrder?> LeaseAsync(
        TimeSpan wait, TimeSpan lease, CancellationToken cancellationToken)
    {
        var asked = new OrderRequest(wait.TotalSeconds, lease.TotalSeconds);
        using var response = await PostAsync("orders/lease", asked, wait + Patience, cancellationToken);
        return response.StatusCode == HttpStatusCode.NoContent
            ? null
            : await ReadAsync<LeasedOrder>(response, cancellationToken);
    }

    /// <summary>Lengthens an order's lease; null when that is lost.</summary>
    public async Task<string?> RenewAsync(
        string receipt, TimeSpan lease, CancellationToken cancellationToken)
    {
        using var response = await PostAsync(
            "orders/renew", new OrderRenewal(receipt, lease.TotalSeconds), Patience, cancellationToken);
        return response.StatusCode == HttpStatusCode.Conflict
            ? null
            : (await ReadAsync<RenewedOrder>(response, cancellationToken)).Receipt;
    }

    /// <summary>
    /// Answers an order; false when its lease is lost: it was answered, or comes again.
    /// </summary>
    public async Task<bool> AnswerAsync(
        string receipt, SiteAnswer answer, CancellationToken cancellationToken)
    {
        using var response = await PostAsync(
            "orders/answer", new OrderAnswer(receipt, answer), Patience, cancellationToken);
        return response.StatusCode != HttpStatusCode.Conflict;
    }

    /// <summary>What the system's declaration asks of this agent now.</summary>
    public async Task<AgentDuties> DutiesAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, http.BaseAddress!.ToString().TrimEnd('/'));
        using var response = await SendAsync(request, Patience, cancellationToken);
        return await ReadAsync<AgentDuties>(response, cancellationToken);
    }

    /// <summary>Tells how this place sees a check.</summary>
    public async Task SendAsync(ProbeReport report, CancellationToken cancellationToken)
    {
        // A conflict is none here: only what was taken ends it.
        using var response = await PostAsync("reports", report, Patience, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await RefusalAsync(response, cancellationToken);
        }
    }

    public void Dispose() => http.Dispose();

    private static SocketsHttpHandler Handler(string? trust)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),

            // The name may lead elsewhere after the server has moved.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        };
        if (trust is not null)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            try
            {
                policy.CustomTrustStore.ImportFromPemFile(trust);
            }
            catch (Exception error)
                when (error is IOException or UnauthorizedAccessException or CryptographicException)
            {
                handler.Dispose();
                throw new MeshException(
                    "bad-trust", trust, error.Message.TrimEnd('.'), "name a PEM file of certificates",
                    ExitCode.BadInput, error);
            }

            handler.SslOptions.CertificateChainPolicy = policy;
        }

        return handler;
    }

    private async Task<HttpResponseMessage> PostAsync<T>(
        string path, T body, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(body, options: AgentJson.Options),
        };
        return await SendAsync(request, patience, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, TimeSpan patience, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", await AgentKeyFile.ReadAsync(server.KeyFile, cancellationToken));
        using var late = new CancellationTokenSource(patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var response = await http.SendAsync(request, both.Token);
            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.Conflict)
            {
                return response;
            }

            using (response)
            {
                throw await RefusalAsync(response, both.Token);
            }
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw Away($"it has not answered in {patience.TotalSeconds:0.#} s", error);
        }
        catch (HttpRequestException error)
        {
            throw Away((error.InnerException ?? error).Message.TrimEnd('.'), error);
        }
    }

    private async Task<MeshException> RefusalAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (status >= (int)HttpStatusCode.InternalServerError)
        {
            return Away($"it answered {status}", null);
        }

        try
        {
            var problem = JsonSerializer.Deserialize<Refusal>(text, AgentJson.Options);
            return new MeshException(
                "server-refused", Location, problem?.Detail ?? $"it answered {status}",
                "see to the agent's configuration and key");
        }
        catch (JsonException error)
        {
            return new MeshException(
                "server-refused", Location, $"it answered {status}, and not as Mesh does",
                "see to 'server.url'", innerException: error);
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(AgentJson.Options, cancellationToken)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException error)
        {
            throw new MeshException(
                "server-refused", Location, $"what it answered cannot be read: {error.Message}",
                "see to 'server.url'; bring the agent to the server's version", innerException: error);
        }
    }

    private MeshException Away(string cause, Exception? inner) => new(
        "server-away", Location, cause, "see to the server, and to the way to it", innerException: inner);

    private sealed record Refusal(string? Detail);
}

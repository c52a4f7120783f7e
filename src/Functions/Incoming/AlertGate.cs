using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mesh.Activities.Secrets;
using Mesh.Catalog.AlertSources;
using Mesh.Catalog.Incidents;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Signatures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mesh.Functions.Incoming;

/// <summary>
/// Tells who sends an alert: which declared source, and that it holds the source's secret. The file of
/// sources and the secret are read anew each time, so that a change counts at once and nothing is kept.
/// </summary>
public sealed class AlertGate(AppSettings settings, TimeProvider time, ILogger<AlertGate> log)
{
    /// <summary>How far a message's timestamp may be from our clock, to either side.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    // A clock that was set back brings old timestamps into the window again.
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    private const int ShortestSecret = 16;
    private const string Bearer = "Bearer ";

    /// <summary>The source that shows its secret as a bearer token.</summary>
    /// <exception cref="MeshException">
    /// <c>unauthorized</c>: there is no such source, or the secret is missing or wrong;
    /// <c>alert-source-broken</c>: its declaration or secret cannot be read.
    /// </exception>
    public async Task<AlertSource> AdmitBearerAsync(
        HttpRequest request, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var authorization = request.Headers.Authorization.ToString();
        var shown = authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..]
            : "";
        var found = await FindAsync(name, AlertSourceKind.Alertmanager, cancellationToken);
        return found is var (source, secret) && Same(shown, secret) ? source : throw Refused("Authorization");
    }

    /// <summary>The source that signed the body, and the signature, which may be used once.</summary>
    /// <exception cref="MeshException">
    /// As <see cref="AdmitBearerAsync"/>; and <c>stale-alert</c>: it was signed too long ago, or in the time to
    /// come.
    /// </exception>
    public async Task<(AlertSource Source, UsedSignature Signature)> AdmitSignedAsync(
        HttpRequest request, string name, string body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var timestamp = request.Headers[WebhookSignature.TimestampHeader].ToString();
        var shown = request.Headers[WebhookSignature.Header].ToString();
        var found = await FindAsync(name, AlertSourceKind.Webhook, cancellationToken);
        if (found is not var (source, secret)
            || !WebhookSignature.Matches(shown, secret, timestamp, body))
        {
            throw Refused(WebhookSignature.Header);
        }

        var signedAt = SignedAt(timestamp);
        var canonical = WebhookSignature.Sign(secret, timestamp, body);
        return (source, new UsedSignature(canonical, signedAt + Remembered));
    }

    private static bool Same(string shown, string secret) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(shown)), SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    // Which of the two is wrong is not told to somebody who may be guessing.
    private static MeshException Refused(string header) => new(
        "unauthorized",
        header,
        "there is no such source of alerts, or what it shows is missing or wrong",
        "send as the source is declared, with its secret",
        ExitCode.BadInput);

    private DateTimeOffset SignedAt(string timestamp)
    {
        var now = time.GetUtcNow();
        var seconds = long.TryParse(
            timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
        var distance = now.ToUnixTimeSeconds() - seconds;
        return seconds >= 0 && Math.Abs(distance) <= (long)Window.TotalSeconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new MeshException(
                "stale-alert",
                WebhookSignature.TimestampHeader,
                $"is not within {Window.TotalMinutes:0} minutes of this server's clock",
                "sign with the time of now in whole seconds since 1970, and set the clock",
                ExitCode.BadInput);
    }

    private async Task<(AlertSource Source, string Secret)?> FindAsync(
        string name, AlertSourceKind kind, CancellationToken cancellationToken)
    {
        if (AlertSourceName.Read(name) is not { IsValid: true } parsed)
        {
            return null;
        }

        try
        {
            var sources = await AlertSourceFile.ReadFileAsync(settings.AlertSources, cancellationToken);
            var source = sources.SingleOrDefault(each => each.Name == parsed.Value && each.Kind == kind);
            if (source is null)
            {
                return null;
            }

            var secret = await SecretResolver.ResolveAsync($"{source.Secret}", cancellationToken);
            return secret.Length >= ShortestSecret ? (source, secret) : throw new MeshException(
                "weak-secret",
                $"{source.Secret}",
                $"the secret has fewer than {ShortestSecret} characters",
                "make a long random one, as by 'openssl rand -hex 32'");
        }
        catch (MeshException error)
        {
            // The caller may be anybody, so that the reason is for the log alone.
            log.LogError(error, "An alert for the source {Source} could not be taken", parsed.Value);
            throw new MeshException(
                "alert-source-broken",
                "source",
                "the declaration of sources, or a secret that it names, cannot be used",
                "the server's log says why; send the alert again when that is mended");
        }
    }
}

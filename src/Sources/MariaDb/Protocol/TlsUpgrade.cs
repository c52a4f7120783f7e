using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Protocol;

/// <summary>Encrypts a connection once both sides have agreed to.</summary>
internal static class TlsUpgrade
{
    /// <exception cref="MeshException"><c>mariadb-tls</c>: the certificate is not for this host, its chain
    /// does not end at a trusted authority, or there is no common version.</exception>
    public static async Task<Stream> RunAsync(
        Stream plain, MariaDbAddress login, CancellationToken cancellationToken)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = login.Host };
        var problem = "";
        if (login.CaFile is not null)
        {
            options.CertificateChainPolicy = Trusting(login.CaFile, login.ToString());
        }

        options.RemoteCertificateValidationCallback = (_, _, chain, errors) =>
        {
            var accepted = errors == SslPolicyErrors.None || login.Tls == MariaDbTls.Unverified;
            problem = accepted ? "" : Describe(errors, chain);
            return accepted;
        };
        var encrypted = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await encrypted.AuthenticateAsClientAsync(options, cancellationToken);
            return encrypted;
        }
        catch (AuthenticationException error)
        {
            await encrypted.DisposeAsync();
            throw new MeshException("mariadb-tls", login.ToString(),
                problem.Length > 0 ? $"the server's certificate is refused: {problem}" : error.Message,
                "name the authority that signed it (CaFile) and a host that it is for",
                ExitCode.BadInput, error);
        }
        catch (IOException error)
        {
            await encrypted.DisposeAsync();
            throw new ConnectionLostException(login.ToString(), error.Message, error);
        }
    }

    private static X509ChainPolicy Trusting(string file, string subject)
    {
        // Authorities of one's own seldom publish lists of what they revoked.
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException
            or CryptographicException)
        {
            throw new MeshException("mariadb-tls", subject, $"{file} cannot be read: {error.Message}",
                "name a PEM file with the authority's certificate", ExitCode.BadInput, error);
        }

        return policy;
    }

    private static string Describe(SslPolicyErrors errors, X509Chain? chain)
    {
        var reasons = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            reasons.Add("there is none");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            reasons.Add("it is not for this host");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            var flags = chain?.ChainStatus.Select(status => status.Status.ToString()) ?? [];
            reasons.Add($"its chain is not trusted ({string.Join(", ", flags)})");
        }

        return string.Join("; ", reasons);
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Tests.Kit;

namespace Mesh.Tests.MariaDb.Protocol;

/// <summary>An authority of our own with a server's certificate for 127.0.0.1, as PEM files in a
/// folder.</summary>
internal sealed class Certificates
{
    public Certificates(ScratchFolder folder, string name)
    {
        var now = DateTimeOffset.UtcNow;
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name} authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));

        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        request = new CertificateRequest($"CN={name}", serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var server = request.Create(authority, now.AddHours(-1), now.AddDays(7), [1, 2, 3, 4]);

        Authority = folder[$"{name}-ca.pem"];
        File.WriteAllText(Authority, authority.ExportCertificatePem() + "\n");
        File.WriteAllText(folder[$"{name}.pem"], server.ExportCertificatePem() + "\n");
        File.WriteAllText(folder[$"{name}-key.pem"], serverKey.ExportPkcs8PrivateKeyPem() + "\n");
        ServerOptions = [$"--ssl-cert={folder[$"{name}.pem"]}", $"--ssl-key={folder[$"{name}-key.pem"]}"];
    }

    public string Authority { get; }

    public string[] ServerOptions { get; }
}

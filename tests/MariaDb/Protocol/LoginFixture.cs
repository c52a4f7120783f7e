using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Xunit;

namespace Mesh.Tests.MariaDb.Protocol;

/// <summary>A server with TLS and an account for each way to log in.</summary>
public sealed class LoginFixture : IAsyncLifetime, IDisposable
{
    public const string Password = "s3cret-Wörd";

    private readonly ScratchFolder _folder = new();
    private MariaDbServer? _server;

    public MariaDbServer Server => _server!;

    public string Authority { get; private set; } = "";

    public string OtherAuthority { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (MariaDbServer.Missing is not null)
        {
            return;
        }

        var certificates = new Certificates(_folder, "right");
        Authority = certificates.Authority;
        OtherAuthority = new Certificates(_folder, "wrong").Authority;
        _server = await MariaDbServer.StartAsync(
            [.. certificates.ServerOptions, "--plugin-load-add=auth_ed25519"]);
        await _server.SqlAsync($"""
            CREATE USER native@'%' IDENTIFIED BY '{Password}';
            CREATE USER ed@'%' IDENTIFIED VIA ed25519 USING PASSWORD('{Password}');
            CREATE USER nothing@'%';
            CREATE USER socket@'%' IDENTIFIED VIA unix_socket;
            CREATE USER tls@'%' IDENTIFIED BY '{Password}' REQUIRE SSL;
            """);
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    public void Dispose() => _folder.Dispose();
}

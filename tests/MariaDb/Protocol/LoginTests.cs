using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Protocol;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Xunit;

namespace Mesh.Tests.MariaDb.Protocol;

/// <summary>Our own client logs in as the stock one does, and tells why when it may not.</summary>
public sealed class LoginTests(LoginFixture fixture) : IClassFixture<LoginFixture>
{
    [MariaDbTheory]
    [InlineData("native", LoginFixture.Password)]
    [InlineData("ed", LoginFixture.Password)]
    [InlineData("nothing", "")]
    [InlineData("tls", LoginFixture.Password)]
    public async Task Every_known_plugin_logs_in_over_tls(string user, string password)
    {
        await using var connection = await OpenAsync(
            Login(user, password) with { CaFile = fixture.Authority });

        var row = Assert.Single(await connection.QueryAsync(
            "SELECT SUBSTRING_INDEX(USER(), '@', 1), NULL, 'ä'", default));
        Assert.Equal([user, null, "ä"], row);
        Assert.NotEqual("", (await connection.QueryAsync("SHOW STATUS LIKE 'Ssl_cipher'", default))[0][1]);
    }

    [MariaDbTheory]
    [InlineData("native")]
    [InlineData("ed")]
    public async Task A_wrong_password_is_refused_without_being_shown(string user)
    {
        var error = await Assert.ThrowsAsync<ServerErrorException>(() =>
            OpenAsync(Login(user, "wr0ng-hunter2") with { CaFile = fixture.Authority }));

        Assert.Equal("mariadb-access-denied", error.Code);
        Assert.Contains($"{user}@127.0.0.1:{fixture.Server.Port}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [MariaDbFact]
    public async Task A_certificate_of_an_authority_that_was_not_named_is_refused()
    {
        var other = await Assert.ThrowsAsync<MeshException>(() =>
            OpenAsync(Login("native", LoginFixture.Password) with { CaFile = fixture.OtherAuthority }));
        var machine = await Assert.ThrowsAsync<MeshException>(() =>
            OpenAsync(Login("native", LoginFixture.Password)));

        Assert.Equal(("mariadb-tls", "mariadb-tls"), (other.Code, machine.Code));
        Assert.Contains("not trusted", other.Cause, StringComparison.Ordinal);
    }

    [MariaDbFact]
    public async Task A_socket_needs_no_tls_and_unverified_tls_is_still_tls()
    {
        await using var local = await OpenAsync(
            Login("native", LoginFixture.Password) with { Socket = fixture.Server.Socket });
        await using var unverified = await OpenAsync(
            Login("tls", LoginFixture.Password) with { Tls = MariaDbTls.Unverified });

        Assert.Equal("native@localhost", (await local.QueryAsync("SELECT USER()", default))[0][0]);
        Assert.NotEqual("", (await unverified.QueryAsync("SHOW STATUS LIKE 'Ssl_cipher'", default))[0][1]);
    }

    [MariaDbFact]
    public async Task An_account_that_the_operating_system_vouches_for_needs_no_password()
    {
        await using var server = await MariaDbServer.StartAsync();
        var user = Environment.UserName;
        await server.SqlAsync($"CREATE OR REPLACE USER '{user}'@localhost IDENTIFIED VIA unix_socket");

        await using var local = await OpenAsync(new MariaDbAddress { Socket = server.Socket, User = user });

        Assert.Equal($"{user}@localhost", (await local.QueryAsync("SELECT CURRENT_USER()", default))[0][0]);
    }

    [MariaDbFact]
    public async Task A_certificate_for_another_host_is_refused()
    {
        var error = await Assert.ThrowsAsync<MeshException>(() => OpenAsync(
            Login("native", LoginFixture.Password) with { Host = "localhost", CaFile = fixture.Authority }));

        Assert.Equal("mariadb-tls", error.Code);
        Assert.Contains("not for this host", error.Cause, StringComparison.Ordinal);
    }

    [MariaDbFact]
    public async Task Without_tls_on_the_server_the_default_is_to_refuse()
    {
        await using var server = await MariaDbServer.StartAsync();
        var login = new MariaDbAddress { Port = server.Port, User = "root" };

        var error = await Assert.ThrowsAsync<MeshException>(() => OpenAsync(login));
        await using var open = await OpenAsync(login with { Tls = MariaDbTls.Off });

        Assert.Equal("mariadb-tls", error.Code);
        Assert.Contains("MariaDB", open.ServerVersion, StringComparison.Ordinal);
    }

    [MariaDbFact]
    public async Task A_plugin_that_is_not_known_is_named()
    {
        var error = await Assert.ThrowsAnyAsync<MeshException>(() =>
            OpenAsync(Login("socket", "x") with { CaFile = fixture.Authority }));

        Assert.Contains(error.Code, (string[])["authentication-plugin", "mariadb-access-denied"]);
    }

    [MariaDbFact]
    public async Task Large_statements_and_rows_pass_whole()
    {
        await fixture.Server.SqlAsync("SET GLOBAL max_allowed_packet = 64 << 20");
        await using var connection = await OpenAsync(
            Login("native", LoginFixture.Password) with { CaFile = fixture.Authority });
        const int full = 0xFF_FFFF;

        // Around the length at which a message takes another packet.
        for (var length = full - 12; length <= full + 2; length += 7)
        {
            var text = new string('x', length);
            var row = Assert.Single(await connection.QueryAsync($"SELECT '{text}'", default));
            Assert.Equal(text, row[0]);
        }
    }

    [MariaDbFact]
    public async Task Errors_of_statements_leave_the_connection_usable()
    {
        await using var connection = await OpenAsync(
            Login("native", LoginFixture.Password) with { CaFile = fixture.Authority });

        var error = await Assert.ThrowsAsync<ServerErrorException>(() =>
            connection.ExecuteAsync("SELECT nonsense", default));

        Assert.Equal((1054, "42S22"), (error.Number, error.SqlState));
        Assert.Equal("1", (await connection.QueryAsync("SELECT 1", default))[0][0]);
    }

    [Fact]
    public async Task Nobody_at_the_port_is_a_lost_connection_that_names_it()
    {
        using var closed = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        closed.Start();
        var port = ((System.Net.IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        var error = await Assert.ThrowsAsync<ConnectionLostException>(() =>
            OpenAsync(new MariaDbAddress { Port = port, User = "u", Password = "p" }));

        Assert.Contains($"127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
    }

    private static Task<ServerConnection> OpenAsync(MariaDbAddress login) =>
        ServerConnection.OpenAsync(login, TimeProvider.System, default);

    private MariaDbAddress Login(string user, string password) =>
        new() { Port = fixture.Server.Port, User = user, Password = password };
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using Mesh.Domain.Errors;
using Mesh.Sites.Probes;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Sites.Probes;

/// <summary>Checks of real listeners and servers.</summary>
public class CheckProbesTests
{
    private const string Secret = "hush-hush";

    [Theory]
    [InlineData("tcp")]
    [InlineData("http")]
    public async Task What_refuses_is_not_well(string scheme)
    {
        var look = await LookAsync($"{scheme}://127.0.0.1:{FreePort.Find()}", 20);

        Assert.Equal(false, look.Good);
        Assert.Contains("refused", look.Told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("200 OK", true)]
    [InlineData("204 No Content", true)]
    [InlineData("500 Internal Server Error", false)]
    [InlineData("503 Service Unavailable", false)]
    [InlineData("302 Found\r\nLocation: http://127.0.0.1:1/", false)]
    public async Task An_answer_over_http_is_good_when_it_says_so(string status, bool good)
    {
        using var listener = Listen();
        var saying = SayAsync(listener, $"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");

        var look = await LookAsync($"http://{listener.LocalEndpoint}/health", 20);
        await saying;

        Assert.Equal(((bool?)good, $"answers {status[..3]}"), (look.Good, look.Told));
    }

    [Fact]
    public async Task What_takes_connections_and_never_answers_is_given_up_over_http_and_well_over_tcp()
    {
        using var listener = Listen();

        var http = await LookAsync($"http://{listener.LocalEndpoint}/", 0.2);
        var tcp = await LookAsync($"tcp://{listener.LocalEndpoint}", 20);

        Assert.Equal(((bool?)false, "no answer within 0.2 s"), (http.Good, http.Told));
        Assert.Equal(((bool?)true, "takes connections"), (tcp.Good, tcp.Told));
    }

    [Fact]
    public async Task What_answers_garbage_is_not_well()
    {
        using var listener = Listen();
        var saying = SayAsync(listener, "SSH-2.0-OpenSSH\r\n\r\n");

        var look = await LookAsync($"http://{listener.LocalEndpoint}/", 20);
        await saying;

        Assert.Equal(false, look.Good);
        Assert.StartsWith("no answer: ", look.Told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_takes_no_more_connections_is_given_up()
    {
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var waiting = new List<TcpClient>();
        ProbeLook look;
        do
        {
            // Each connection that nobody accepts takes a place, until there is none.
            look = await LookAsync($"tcp://{full.LocalEndPoint}", 0.3);
            waiting.Add(new TcpClient());
            _ = waiting[^1].ConnectAsync((IPEndPoint)full.LocalEndPoint!);
        }
        while (look.Good == true && waiting.Count < 100);

        waiting.ForEach(client => client.Dispose());
        Assert.Equal("no answer within 0.3 s", look.Told);
    }

    [MariaDbFact]
    public async Task A_database_is_well_as_long_as_it_answers_and_takes_writes()
    {
        await using var server = await MariaDbServer.StartAsync();
        await server.SqlAsync($"CREATE USER look@'%' IDENTIFIED BY '{Secret}'");
        var check = $"mariadb://look@127.0.0.1:{server.Port}?password=env:ANY&tls=off";

        Assert.Equal("answers and takes writes", (await LookAsync(check, 20)).Told);
        await server.SqlAsync("SET GLOBAL read_only = 1");
        Assert.Equal(
            new ProbeLook(false, "answers, and takes no writes (read_only)"), await LookAsync(check, 20));
        await server.SqlAsync("SET PASSWORD FOR look@'%' = PASSWORD('another')");
        var denied = await LookAsync(check, 20);
        await server.FreezeAsync();
        var frozen = await LookAsync(check, 0.5);
        await server.ThawAsync();
        await server.KillAsync();
        var dead = await LookAsync(check, 20);

        // That this place has a wrong password does not say that production is gone.
        Assert.Equal((null, (bool?)false, (bool?)false), (denied.Good, frozen.Good, dead.Good));
        Assert.Equal("no answer within 0.5 s", frozen.Told);
        Assert.DoesNotContain(Secret, denied.Told + dead.Told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://host/")]
    [InlineData("tcp://host")]
    [InlineData("db")]
    public void What_cannot_be_asked_is_refused(string check)
    {
        var error = Assert.Throws<MeshException>(() => CheckProbes.Open(check, (_, _) => Task.FromResult("")));

        Assert.Equal(("invalid-check", check), (error.Code, error.Subject));
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static async Task<ProbeLook> LookAsync(string check, double seconds)
    {
        using var probe = CheckProbes.Open(check, (_, _) => Task.FromResult(Secret));
        Assert.Equal(check, probe.Check);
        return await new BoundedLooks(probe, TimeSpan.FromSeconds(seconds), TimeProvider.System)
            .LookAsync(default);
    }

    private static async Task SayAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await client.GetStream().ReadAtLeastAsync(new byte[4096], 1);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
    }
}

using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Xunit;

namespace Mesh.Tests.MariaDb.Connecting;

/// <summary>A session whose server goes away between two statements.</summary>
public class LostConnectionTests
{
    [MariaDbFact]
    public async Task A_server_that_is_gone_is_an_error_of_the_statement_each_time()
    {
        await using var server = await MariaDbServer.StartAsync();
        await using var session = await MariaDbSession.OpenAsync(
            new MariaDbAddress { Host = "localhost", Socket = server.Socket, User = "root" }, default);
        await server.KillAsync();

        foreach (var ask in new Func<Task>[]
        {
            () => session.ScalarAsync("SELECT 1", "asking first", default),
            () => session.ScalarAsync("SELECT 1", "asking again", default),
            () => session.ExecuteAsync("DO 1", "asking again", default),
            () => session.NamedRowAsync("SELECT 1", "asking again", default),
        })
        {
            var error = await Assert.ThrowsAsync<MeshException>(ask);

            Assert.Equal("mariadb-failed", error.Code);
            Assert.StartsWith("asking ", error.Cause, StringComparison.Ordinal);
        }
    }
}

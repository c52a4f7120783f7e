using Mesh.Domain.Systems;
using Mesh.Sites;
using Mesh.Sites.Commands;
using Mesh.Sites.Databases;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Sites.Parts;

[ImplementationNeeds(Needs.MariaDb)]
public class MariaDbPartContractTests : SitePartContract
{
    private protected override async Task<PartUnderTest> StartAsync()
    {
        var server = await MariaDbServer.StartAsync();
        await server.SqlAsync($"""
            CREATE USER mesh@'%' IDENTIFIED BY '{PartUnderTest.Secret}';
            GRANT ALL ON *.* TO mesh@'%';
            """);
        return new Database(server);
    }

    private sealed class Database : PartUnderTest
    {
        private readonly MariaDbServer server;
        private readonly MariaDbPart part;
        private bool hangs;

        public Database(MariaDbServer server)
        {
            this.server = server;
            part = new MariaDbPart(
                new MariaDbPartOptions
                {
                    Component = "db",
                    Connection = DatabaseConnection.Parse(
                        $"mariadb://mesh@127.0.0.1:{server.Port}?password=env:ANY&tls=off"),
                    Peers = new Dictionary<string, DatabaseConnection>
                    {
                        // Where nobody listens.
                        ["b"] = DatabaseConnection.Parse(
                            $"mariadb://repl@127.0.0.1:{FreePort.Find()}?password=env:ANY&tls=off"),
                    },
                    RoleFile = server.OptionFile,
                    Kill = new DeclaredCommand { Arguments = server.KillCommand },
                    Start = new DeclaredCommand { Arguments = server.StartCommand },
                    AnswerLimit = TimeSpan.FromSeconds(3),
                },
                (_, _) => Task.FromResult(Secret),
                TimeProvider.System);
        }

        public override ISitePart Part => part;

        public override Task BreakAsync() => server.KillAsync();

        public override Task HangAsync()
        {
            hangs = true;
            return server.FreezeAsync();
        }

        public override Task GoOnAsync()
        {
            hangs = false;
            return server.ThawAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            part.Dispose();
            if (hangs)
            {
                // A fence may have ended the one that hung.
                await Record.ExceptionAsync(server.ThawAsync);
            }

            await server.DisposeAsync();
        }
    }
}

using Mesh.Domain.Sites;
using Mesh.Sites;
using Mesh.Sites.Commands;
using Mesh.Sites.Hosts;
using Mesh.Tests.Kit;

namespace Mesh.Tests.Sites.Parts;

public class CommandPartContractTests : SitePartContract
{
    private protected override Task<PartUnderTest> StartAsync() =>
        Task.FromResult<PartUnderTest>(new Commands());

    private sealed class Commands : PartUnderTest
    {
        private const string Script = """
            if [ -e "$1/hangs" ]; then exec sleep 600; fi
            case $MESH_VERB in
              start) touch "$1/runs" ;;
              stop|fence) rm -f "$1/runs" ;;
              status) [ -e "$1/runs" ] || exit 7 ;;
            esac

            """;

        private readonly ScratchFolder folder = new();
        private readonly CommandPart part;

        public Commands()
        {
            Environment.SetEnvironmentVariable("MESH_TEST_PART", Secret);
            File.WriteAllText(folder["host.sh"], Script);
            var command = new DeclaredCommand
            {
                Arguments = ["sh", folder["host.sh"], folder.FullPath], Timeout = TimeSpan.FromSeconds(2),
            };
            part = new CommandPart(
                new CommandPartOptions
                {
                    Component = "app", System = "bank", Site = "a",
                    Commands = new[]
                    {
                        SiteVerb.Start, SiteVerb.Stop, SiteVerb.Status, SiteVerb.Check, SiteVerb.Fence,
                    }.ToDictionary(verb => verb, _ => command),
                },
                TimeProvider.System);
        }

        public override ISitePart Part => part;

        public override Task BreakAsync()
        {
            File.Delete(folder["host.sh"]);
            return Task.CompletedTask;
        }

        public override Task HangAsync() => File.WriteAllTextAsync(folder["hangs"], "");

        public override Task GoOnAsync()
        {
            File.Delete(folder["hangs"]);
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync()
        {
            part.Dispose();
            folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

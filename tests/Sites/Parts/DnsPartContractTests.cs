using Mesh.Sites;
using Mesh.Sites.Traffic.Dns;
using Mesh.Tests.Kit.Bind;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Sites.Traffic;

namespace Mesh.Tests.Sites.Parts;

[ImplementationNeeds(Needs.Bind)]
public class DnsPartContractTests : SitePartContract
{
    private protected override async Task<PartUnderTest> StartAsync() =>
        new Names(await NamedSites.StartAsync());

    private sealed class Names(NamedSites sites) : PartUnderTest
    {
        private readonly DnsPart part = sites.Open(
            "a", options => options with { AnswerLimit = TimeSpan.FromSeconds(2) });

        public override ISitePart Part => part;

        public override Task BreakAsync() => sites.Servers[0].KillAsync();

        public override Task HangAsync() => sites.Servers[0].FreezeAsync();

        public override Task GoOnAsync() => sites.Servers[0].ThawAsync();

        public override ValueTask DisposeAsync() => sites.DisposeAsync();
    }
}

using Mesh.Sites;
using Mesh.Sites.Traffic;
using Mesh.Tests.Kit.Haproxy;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Sites.Traffic;

namespace Mesh.Tests.Sites.Parts;

[ImplementationNeeds(Needs.Haproxy)]
public class HaproxyPartContractTests : SitePartContract
{
    private protected override async Task<PartUnderTest> StartAsync() =>
        new Balancer(await BalancedSites.StartAsync("a"));

    private sealed class Balancer(BalancedSites sites) : PartUnderTest
    {
        public override ISitePart Part => sites.Part;

        public override Task BreakAsync() => sites.Haproxy.KillAsync();

        public override Task HangAsync() => sites.Haproxy.FreezeAsync();

        public override Task GoOnAsync() => sites.Haproxy.ThawAsync();

        public override ValueTask DisposeAsync() => sites.DisposeAsync();
    }
}

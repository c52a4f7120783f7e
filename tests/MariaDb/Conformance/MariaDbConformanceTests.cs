using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.MariaDb.Parts;
using Xunit.Abstractions;

namespace Mesh.Tests.MariaDb.Conformance;

/// <summary>MariaDB does what the contract of engines promises.</summary>
[ImplementationNeeds(Needs.MariaDb)]
public sealed class MariaDbConformanceTests(
    TwoServers servers, ConformanceVault vault, ITestOutputHelper output)
    : DatabaseEngineConformance(vault, output), IClassFixture<TwoServers>, IClassFixture<ConformanceVault>
{
    protected override IDatabaseEngine Engine { get; } = new MariaDbEngine(TimeProvider.System);

    protected override string Word => "mariadb";

    protected override IConformanceServer Source { get; } = new MariaDbConformanceServer(servers.Source);

    protected override IConformanceServer Target { get; } = new MariaDbConformanceServer(servers.Target);
}

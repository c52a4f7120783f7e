using Mesh.Sites.Epochs;
using Mesh.Tests.App.Running;

namespace Mesh.Tests.App.Runbooks;

/// <summary>
/// The system <c>bank</c>: a database at site <c>a</c>, hot at site <c>b</c>, and a witness.
/// </summary>
internal static class BankSystem
{
    /// <summary>Declares it, and founds its voters in the app's folder.</summary>
    /// <param name="app">Where.</param>
    /// <param name="more">More components, as lines of the manifest.</param>
    public static async Task DeclareAsync(TestApp app, string more = "")
    {
        var manifest = $$"""
            apiVersion: mesh/v1
            kind: System
            name: bank
            sites:
              - {name: a, faultDomain: fa, voter: '{{app.Folder["voter-a"]}}'}
              - {name: b, faultDomain: fb, role: standby, voter: '{{app.Folder["voter-b"]}}'}
            witness: {name: w, faultDomain: fw, voter: '{{app.Folder["voter-w"]}}'}
            vault: {repository: '{{app.VaultFolder}}', password: 'file:{{app.Folder["password"]}}'}
            components:
              - name: db
                kind: database
                connection: mariadb://mesh@a.example
                standby:
                  site: b
                  class: hot
                  connection: mariadb://mesh@b.example
                  replication: semi-sync
                  onStandbyLoss: block
            {{more}}
            """;
        await app.Api.PutSystemAsync("bank", manifest, "bank.yaml", false, null, default);
        await using var voters = Voters(app);
        await voters.FoundAsync(default);
    }

    /// <summary>Those that decide which of its sites is production.</summary>
    public static EpochVoters Voters(TestApp app) => EpochVoterLocations.Open(
        "bank",
        new[] { "a", "b", "w" }.ToDictionary(name => name, name => app.Folder[$"voter-{name}"]),
        new LeaseRules(),
        TimeProvider.System);
}

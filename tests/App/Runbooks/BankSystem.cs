using Mesh.Cli.Client;
using Mesh.Sites.Epochs;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;

namespace Mesh.Tests.App.Runbooks;

/// <summary>
/// The system <c>bank</c>: a database at site <c>a</c>, hot at site <c>b</c>, and a witness.
/// </summary>
internal static class BankSystem
{
    /// <summary>Declares it, and founds its voters in the app's folder.</summary>
    /// <param name="app">Where.</param>
    /// <param name="more">More components, as lines of the manifest.</param>
    public static Task DeclareAsync(TestApp app, string more = "") =>
        DeclareAsync(app.Api, app.Folder, more);

    /// <summary>Declares it, and founds its voters in a folder.</summary>
    /// <param name="api">The server's.</param>
    /// <param name="folder">For the voters and the vault.</param>
    /// <param name="more">More components, as lines of the manifest.</param>
    /// <returns>Where its voters are, by their names.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> DeclareAsync(
        ApiClient api, ScratchFolder folder, string more = "")
    {
        var manifest = $$"""
            {{Head(folder)}}
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
        await api.PutSystemAsync("bank", manifest, "bank.yaml", false, null, default);
        await using var voters = Voters(folder);
        await voters.FoundAsync(default);
        return Locations(folder);
    }

    /// <summary>The beginning of its manifest: sites, witness and vault.</summary>
    /// <param name="folder">For the voters and the password.</param>
    /// <param name="vault">The vault's folder; null: in the same folder.</param>
    public static string Head(ScratchFolder folder, string? vault = null) => $$"""
        apiVersion: mesh/v1
        kind: System
        name: bank
        sites:
          - {name: a, faultDomain: fa, voter: '{{folder["voter-a"]}}'}
          - {name: b, faultDomain: fb, role: standby, voter: '{{folder["voter-b"]}}'}
        witness: {name: w, faultDomain: fw, voter: '{{folder["voter-w"]}}'}
        vault: {repository: '{{vault ?? folder["vault"]}}', password: 'file:{{folder["password"]}}'}
        """;

    /// <summary>Where its voters are in a folder, by their names.</summary>
    public static IReadOnlyDictionary<string, string> Locations(ScratchFolder folder) =>
        new[] { "a", "b", "w" }.ToDictionary(name => name, name => folder[$"voter-{name}"]);

    /// <summary>Those that decide which of its sites is production.</summary>
    public static EpochVoters Voters(TestApp app) => Voters(app.Folder);

    /// <inheritdoc cref="Voters(TestApp)"/>
    public static EpochVoters Voters(ScratchFolder folder) =>
        EpochVoterLocations.Open("bank", Locations(folder), new LeaseRules(), TimeProvider.System);
}

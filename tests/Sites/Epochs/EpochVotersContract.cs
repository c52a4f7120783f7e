using System.Security.Cryptography;
using Mesh.Domain.Errors;
using Mesh.Sites.Epochs;
using Mesh.Storage;
using Mesh.Storage.Memory;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Sites.Epochs;

/// <summary>What holds of voters in whatever stores.</summary>
public abstract class EpochVotersContract
{
    private static readonly LeaseRules Rules = new()
    {
        Length = TimeSpan.FromSeconds(50), Margin = TimeSpan.FromMilliseconds(100),
    };

    /// <summary>The store of a voter; the same name, the same store.</summary>
    protected abstract IObjectStore Open(string voter);

    [ContractFact]
    public async Task Of_two_claims_at_once_one_wins()
    {
        await using var first = await ConnectAsync();
        await using var second = await ConnectAsync();
        for (var round = 0; round < 5; round++)
        {
            var outcomes = await Task.WhenAll(
                first.ClaimAsync("a", $"x{round}", 0, default),
                second.ClaimAsync("b", $"y{round}", 0, default));

            var won = outcomes.Where(outcome => outcome.Won).Select(outcome => outcome.Claim!).ToList();
            Assert.True(won.Count <= 1 || won[0].Epoch != won[1].Epoch);
            var survey = await first.SurveyAsync(default);
            var last = won.MaxBy(claim => claim.Epoch);
            Assert.Equal(last?.Claimer ?? survey.Won?.Claimer, survey.Won?.Claimer);
        }
    }

    [ContractFact]
    public async Task A_claim_that_is_repeated_is_the_same_claim()
    {
        await using var voters = await ConnectAsync();
        await using var later = await ConnectAsync();

        var once = await voters.ClaimAsync("a", "run-1", 0, default);
        var again = await later.ClaimAsync("a", "run-1", 0, default);
        var other = await later.ClaimAsync("b", "run-2", 0, default);

        Assert.Equal((true, 1, true, 1), (once.Won, once.Claim!.Epoch, again.Won, again.Claim!.Epoch));
        Assert.Equal((true, 2), (other.Won, other.Claim!.Epoch));
        Assert.Equal("b", (await voters.SurveyAsync(default)).Won!.Site);
    }

    [ContractFact]
    public async Task A_lease_is_taken_and_goes_when_the_other_site_has_won()
    {
        await using var voters = await ConnectAsync();
        await using var disk = new MemoryObjectStore();
        using var memory = await EpochMemory.OpenAsync(disk, default);
        using var names = RandomNumberGenerator.Create();
        using var lease = new SiteLease("a", true, voters, memory, Rules, TimeProvider.System, names);
        await voters.ClaimAsync("a", "run-1", 0, default);

        await lease.RenewAsync(default);
        Assert.True(lease.IsValid);
        await voters.ClaimAsync("b", "run-2", 0, default);
        await lease.RenewAsync(default);

        Assert.False(lease.IsValid);
        using var reopened = await EpochMemory.OpenAsync(disk, default);
        Assert.Equal((2, 1), (reopened.Seen, reopened.Granted));
    }

    [ContractFact]
    public async Task A_lease_cannot_promise_less_than_it_has_promised()
    {
        await using var voters = await ConnectAsync();
        await voters.TellAsync(new LeaseRecord(1, "a", TimeSpan.FromSeconds(9), Watchdog: true), default);

        await voters.TellAsync(new LeaseRecord(1, "a", TimeSpan.FromSeconds(8), Watchdog: true), default);
        var longer = await Assert.ThrowsAsync<MeshException>(() => voters.TellAsync(
            new LeaseRecord(1, "a", TimeSpan.FromSeconds(10), Watchdog: true), default));
        var unwatched = await Assert.ThrowsAsync<MeshException>(() => voters.TellAsync(
            new LeaseRecord(1, "a", TimeSpan.FromSeconds(9), Watchdog: false), default));

        Assert.Equal(("lease-terms-differ", "lease-terms-differ"), (longer.Code, unwatched.Code));
    }

    [ContractFact]
    public async Task A_store_that_is_no_voter_or_another_one_does_not_vote()
    {
        await using (await ConnectAsync())
        {
            await using var wrong = new EpochVoters(
                [Voter("a", "a"), Voter("b", "a"), Voter("witness", "elsewhere")], TimeProvider.System);

            var survey = await wrong.SurveyAsync(default);
            var outcome = await wrong.ClaimAsync("a", "run-1", 0, default);

            Assert.Equal(["a"], survey.Readings.Keys);
            Assert.Contains("it is voter a", survey.Silent["b"], StringComparison.Ordinal);
            Assert.Contains("not founded", survey.Silent["witness"], StringComparison.Ordinal);
            Assert.False(outcome.Won);
            Assert.Null(outcome.Claim);
        }
    }

    private EpochVoter Voter(string name, string store) =>
        new(name, Open(store), "bank", Rules.VoterLimit, TimeProvider.System);

    private async Task<EpochVoters> ConnectAsync()
    {
        var voters = new EpochVoters(
            [.. new[] { "a", "b", "witness" }.Select(name => Voter(name, name))], TimeProvider.System);
        await voters.FoundAsync(default);
        return voters;
    }
}

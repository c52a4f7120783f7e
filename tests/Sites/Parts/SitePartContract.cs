using Mesh.Domain.Errors;
using Mesh.Domain.Sites;
using Mesh.Sites;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Sites.Parts;

/// <summary>What holds of every part of a site, whatever it is a part of.</summary>
public abstract class SitePartContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private int orders;

    /// <summary>A component that works, and its part.</summary>
    private protected abstract Task<PartUnderTest> StartAsync();

    [ContractFact]
    public async Task Every_verb_may_be_repeated_and_comes_to_the_same()
    {
        await using var tested = await StartAsync();
        foreach (var verb in Enum.GetValues<SiteVerb>())
        {
            var first = await AskAsync(tested.Part, verb);
            var again = await AskAsync(tested.Part, verb);

            Assert.True(
                (first.Succeeded, first.Code) == (again.Succeeded, again.Code), $"{first}\n{again}");
        }
    }

    [ContractFact]
    public async Task A_verb_that_means_nothing_to_it_is_answered_so()
    {
        await using var tested = await StartAsync();

        var answer = await AskAsync(tested.Part, (SiteVerb)99);

        Assert.Equal(("verb-unknown", false), (answer.Code, answer.Retryable));
        Assert.Contains(tested.Part.Component, answer.Told, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task What_the_component_lacks_is_an_answer()
    {
        await using var tested = await StartAsync();
        await tested.BreakAsync();

        foreach (var verb in Enum.GetValues<SiteVerb>().Except([SiteVerb.Start, SiteVerb.Fence]))
        {
            await AskAsync(tested.Part, verb);
            Assert.False(await tested.Part.ServesAsync(default));
        }

        // The agent waits for these, and notes what they throw only if it is an error that says what to do.
        var tending = await Record.ExceptionAsync(() => tested.Part.TendAsync(default));
        Assert.True(tending is null or MeshException, $"{tending}");
    }

    [ContractFact]
    public async Task A_fence_beside_a_verb_lets_neither_wait_for_ever()
    {
        await using var tested = await StartAsync();
        await tested.HangAsync();
        var verb = AskAsync(tested.Part, SiteVerb.Status);

        var fence = await Record.ExceptionAsync(() => tested.Part.FenceAsync(default).WaitAsync(Patience));

        Assert.True(fence is null or MeshException, $"{fence}");
        Assert.True(fence is null || !tested.Part.Writes, $"{fence}");
        await verb.WaitAsync(Patience);
    }

    [ContractFact]
    public async Task What_is_cancelled_ends_and_leaves_it_usable()
    {
        await using var tested = await StartAsync();
        await tested.HangAsync();
        using var stop = new CancellationTokenSource();
        var verb = tested.Part.DoAsync(Order(tested.Part, SiteVerb.Check), stop.Token);
        var status = tested.Part.DoAsync(Order(tested.Part, SiteVerb.Status), stop.Token);

        await stop.CancelAsync();
        foreach (var each in new[] { verb, status })
        {
            var end = await Record.ExceptionAsync(() => each.WaitAsync(Patience));
            Assert.True(end is null or OperationCanceledException, $"{end}");
        }

        await tested.GoOnAsync();
        Assert.True((await AskAsync(tested.Part, SiteVerb.Status)).Succeeded);
    }

    private async Task<SiteAnswer> AskAsync(ISitePart part, SiteVerb verb)
    {
        var order = Order(part, verb);

        var answer = await part.DoAsync(order, default);

        Assert.True(answer.Answers(order), $"{answer}");
        Assert.Equal(order.Instance, answer.Instance);
        Assert.NotEmpty(answer.Told);
        Assert.Equal(answer.Succeeded, answer.Code.Length == 0);
        Assert.Matches("^[a-z0-9-]*$", answer.Code);
        Assert.DoesNotContain(PartUnderTest.Secret, answer.ToString(), StringComparison.Ordinal);
        return answer;
    }

    private SiteOrder Order(ISitePart part, SiteVerb verb) => new()
    {
        OrderId = $"run-1-{++orders}", Instance = "run-1", System = "bank", Site = "a",
        Component = part.Component, Verb = verb, Epoch = 4, Primary = "b",
    };
}

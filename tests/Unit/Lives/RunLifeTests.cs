using Mesh.Domain.Errors;
using Mesh.Domain.Runs;

namespace Mesh.Tests.Unit.Lives;

public class RunLifeTests
{
    /// <summary>
    /// A row for each state, a column for each event in the order of their declaration; '.' is refused.
    /// </summary>
    private const string Table =
        """
                     Start       Succeed     SucceedInPart Fail     Cancel
        Queued       Running     .           .             Failed   Cancelled
        Running      Running     Succeeded   Incomplete    Failed   Cancelled
        Succeeded    Succeeded   Succeeded   .             .        .
        Incomplete   Incomplete  .           Incomplete    .        .
        Failed       .           .           .             Failed   .
        Cancelled    .           .           .             .        Cancelled
        """;

    [Fact]
    public void Every_state_answers_every_event_as_the_table_says() =>
        TransitionTable.Check<RunState, RunEvent>(Table, RunLife.TryNext);

    [Fact]
    public void A_refused_event_names_state_and_event()
    {
        var refusal = Assert.Throws<MeshException>(() => RunLife.Next(RunState.Failed, RunEvent.Succeed));

        Assert.Equal(
            ("invalid-transition", "it is failed and cannot succeed"), (refusal.Code, refusal.Cause));
    }

    [Fact]
    public void What_has_ended_stays_ended()
    {
        foreach (var state in Enum.GetValues<RunState>().Where(state => !RunLife.IsActive(state)))
        {
            foreach (var happened in Enum.GetValues<RunEvent>())
            {
                Assert.Equal(state, RunLife.TryNext(state, happened) ?? state);
            }
        }
    }
}

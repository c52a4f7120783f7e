using Mesh.Domain.Errors;
using Mesh.Domain.Points;

namespace Mesh.Tests.Unit.Lives;

public class RecoveryPointLifeTests
{
    /// <summary>
    /// A row for each state, a column for each event in the order of their declaration; '.' is refused.
    /// </summary>
    private const string Table =
        """
                  Store     Verify    Prove   Doubt     Fail    Expire
        Taken     Stored    .         .       .         Failed  .
        Stored    Stored    Verified  .       .         Failed  Expired
        Verified  Verified  Verified  Proven  Verified  Failed  Expired
        Proven    Proven    Proven    Proven  Verified  Failed  Expired
        Expired   .         .         .       .         .       Expired
        Failed    .         .         .       .         Failed  Expired
        """;

    [Fact]
    public void Every_state_answers_every_event_as_the_table_says() =>
        TransitionTable.Check<RecoveryPointState, RecoveryPointEvent>(Table, RecoveryPointLife.TryNext);

    [Fact]
    public void A_point_counts_only_when_it_was_read_back() => Assert.Equal(
        [RecoveryPointState.Verified, RecoveryPointState.Proven],
        Enum.GetValues<RecoveryPointState>().Where(RecoveryPointLife.Counts));

    [Fact]
    public void A_refused_event_names_state_and_event()
    {
        var refusal = Assert.Throws<MeshException>(() =>
            RecoveryPointLife.Next(RecoveryPointState.Taken, RecoveryPointEvent.Prove));

        Assert.Equal(("invalid-transition", "it is taken and cannot prove"), (refusal.Code, refusal.Cause));
    }
}

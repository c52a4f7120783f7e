using Xunit.Abstractions;

namespace Mesh.Tests.App.Movements;

public sealed class EmbeddedQueueTests(ITestOutputHelper output) : QueueMisbehaviourTests(output)
{
    protected override string? StorageConnection => null;

    [Fact]
    public Task Messages_twice_late_and_out_of_order() =>
        Messages_twice_late_and_out_of_order_give_one_result();

    [Fact]
    public Task A_message_after_the_end() => A_restore_message_that_comes_after_the_end_changes_nothing();

    [Fact]
    public Task A_poison_message() => A_movement_that_nobody_can_answer_fails_its_run_with_the_reason();

    [Fact]
    public Task A_message_that_is_no_movement() => A_message_that_is_no_movement_does_not_stop_the_others();

    [Fact]
    public Task A_lost_message() => A_movement_that_is_lost_is_sent_again();
}

using Mesh.Tests.Kit.Azurite;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Movements;

[Collection(AzuriteFixture.Name)]
public sealed class AzuriteQueueTests(AzuriteFixture azurite, ITestOutputHelper output)
    : QueueMisbehaviourTests(output)
{
    protected override string? StorageConnection => azurite.Server.ConnectionString;

    [AzuriteFact]
    public Task Messages_twice_late_and_out_of_order() =>
        Messages_twice_late_and_out_of_order_give_one_result();

    [AzuriteFact]
    public Task A_message_after_the_end() => A_restore_message_that_comes_after_the_end_changes_nothing();

    [AzuriteFact]
    public Task A_poison_message() => A_movement_that_nobody_can_answer_fails_its_run_with_the_reason();

    [AzuriteFact]
    public Task A_message_that_is_no_movement() => A_message_that_is_no_movement_does_not_stop_the_others();

    [AzuriteFact]
    public Task A_lost_message() => A_movement_that_is_lost_is_sent_again();
}

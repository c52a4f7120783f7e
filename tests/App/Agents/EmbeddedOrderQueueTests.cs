namespace Mesh.Tests.App.Agents;

/// <summary>Orders in the embedded queue.</summary>
public sealed class EmbeddedOrderQueueTests : OrderQueueTests
{
    protected override string? StorageConnection => null;

    [Fact]
    public Task Its_own_key_opens_a_place() =>
        A_place_takes_renews_and_answers_its_orders_by_its_own_key_and_by_no_other();

    [Fact]
    public Task A_revoked_key_opens_nothing() =>
        A_revoked_key_opens_nothing_and_the_one_made_before_it_was_revoked_does();

    [Fact]
    public Task Garbage_changes_nothing() =>
        Who_waits_is_given_an_order_that_comes_and_garbage_changes_nothing();
}

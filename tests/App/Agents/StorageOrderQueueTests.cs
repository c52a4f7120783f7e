using Mesh.Activities.Movements;
using Mesh.Activities.Sites;
using Mesh.Domain.Names;
using Mesh.Domain.Sites;
using Mesh.Tests.Kit.Azurite;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.App.Agents;

/// <summary>Orders in Azure Storage queues, by our host and as the app does it on Azure.</summary>
[Collection(AzuriteFixture.Name)]
public sealed class StorageOrderQueueTests(AzuriteFixture azurite) : OrderQueueTests
{
    protected override string? StorageConnection => azurite.Server.ConnectionString;

    [AzuriteFact]
    public Task Garbage_changes_nothing_there_either() =>
        Who_waits_is_given_an_order_that_comes_and_garbage_changes_nothing();

    [AzuriteFact]
    public async Task What_is_sent_on_Azure_is_leased_renewed_and_deleted_by_receipts_of_its_own_queue()
    {
        var connection = azurite.Server.ConnectionString;
        var orders = StorageSiteOrders.FromConnectionString(connection, TimeProvider.System);
        var sender = StorageQueueSender.FromConnectionString(connection);
        var queue = SiteQueues.OrdersOf(SystemName.Parse("azure"), SiteName.Parse("a"));
        var other = SiteQueues.OrdersOf(SystemName.Parse("azure"), SiteName.Parse("b"));
        var minute = TimeSpan.FromMinutes(1);
        Assert.Null(await orders.LeaseAsync(queue, minute, TimeSpan.Zero, default));
        await sender.SendAsync(other, "{\"other\": 1}", default);
        await sender.SendAsync(queue, "{\"n\": 1}", default);

        var leased = await orders.LeaseAsync(queue, minute, TimeSpan.FromSeconds(20), default);
        Assert.Equal("{\"n\": 1}", leased!.Body);
        Assert.Null(await orders.LeaseAsync(queue, minute, TimeSpan.Zero, default));
        var renewed = await orders.RenewAsync(queue, leased.Receipt, minute, default);

        Assert.NotNull(renewed);
        Assert.Null(await orders.RenewAsync(queue, leased.Receipt, minute, default));
        Assert.Null(await orders.RenewAsync(other, renewed, minute, default));
        var strange = OrderReceipt.Write("no-id", "no-receipt");
        Assert.Null(await orders.RenewAsync(queue, strange, minute, default));
        Assert.False(await orders.DeleteAsync(queue, "nonsense", default));
        Assert.True(await orders.DeleteAsync(queue, renewed, default));
        Assert.False(await orders.DeleteAsync(queue, renewed, default));
    }
}

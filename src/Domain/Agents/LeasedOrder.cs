using Mesh.Domain.Sites;

namespace Mesh.Domain.Agents;

/// <summary>An order, for as long as its lease lasts.</summary>
/// <param name="Receipt">Renews it and answers it, once; it means nothing to the agent.</param>
/// <param name="Order">What is to be done.</param>
public sealed record LeasedOrder(string Receipt, SiteOrder Order);

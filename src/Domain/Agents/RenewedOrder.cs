namespace Mesh.Domain.Agents;

/// <summary>More time with an order.</summary>
/// <param name="Receipt">Stands in for the one that was shown, which counts no longer.</param>
public sealed record RenewedOrder(string Receipt);

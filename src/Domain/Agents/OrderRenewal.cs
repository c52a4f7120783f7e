namespace Mesh.Domain.Agents;

/// <summary>Asks for more time with an order.</summary>
/// <param name="Receipt">The newest that was given for it.</param>
/// <param name="LeaseSeconds">As in <see cref="OrderRequest"/>, from now on.</param>
public sealed record OrderRenewal(string Receipt, double LeaseSeconds);

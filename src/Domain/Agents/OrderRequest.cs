namespace Mesh.Domain.Agents;

/// <summary>Asks for one order.</summary>
/// <param name="WaitSeconds">How long to wait for one: 0 to <see cref="OrderLimits.LongestWait"/>.</param>
/// <param name="LeaseSeconds">
/// How long nobody else is given it: <see cref="OrderLimits.ShortestLease"/> to
/// <see cref="OrderLimits.LongestLease"/>. An order that is neither renewed nor answered by then is given
/// again.
/// </param>
public sealed record OrderRequest(double WaitSeconds, double LeaseSeconds);

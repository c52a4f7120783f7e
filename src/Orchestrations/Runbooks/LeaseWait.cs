namespace Mesh.Orchestrations.Runbooks;

/// <summary>The end of a site's leases is to be waited for.</summary>
/// <param name="System">The system.</param>
/// <param name="Won">The epoch that was won since.</param>
/// <param name="For">The site that it was won for.</param>
/// <param name="Claimer">In whose name.</param>
/// <param name="Site">The site whose leases are waited for.</param>
public sealed record LeaseWait(string System, long Won, string For, string Claimer, string Site);

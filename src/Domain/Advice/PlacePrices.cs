namespace Mesh.Domain.Advice;

/// <summary>What a site asks for, in the currency of the prices. None is negative.</summary>
/// <param name="HostHour">A host that runs, an hour.</param>
/// <param name="StorageGbMonth">A gigabyte stored, a month.</param>
/// <param name="EgressGb">A gigabyte sent to the site from production.</param>
public sealed record PlacePrices(decimal HostHour, decimal StorageGbMonth, decimal EgressGb);

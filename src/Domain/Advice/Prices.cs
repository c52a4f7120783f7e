using Mesh.Domain.Names;

namespace Mesh.Domain.Advice;

/// <summary>
/// What standbys are reckoned with: the owner's prices, and how much of everything there is.
/// </summary>
/// <param name="Currency">For people; nothing is converted.</param>
/// <param name="Usual">The prices of a site that has none of its own.</param>
public sealed record Prices(string Currency, PlacePrices Usual)
{
    /// <summary>How many hosts production runs on.</summary>
    public int Hosts { get; init; }

    /// <summary>How many of them a hot standby keeps running; not more than <see cref="Hosts"/>.</summary>
    public int MinimumHosts { get; init; }

    /// <summary>How many gigabytes of data the system has.</summary>
    public decimal StoredGb { get; init; }

    /// <summary>How many gigabytes of it change in a day.</summary>
    public decimal ChangedGbPerDay { get; init; }

    /// <summary>The prices of single sites.</summary>
    public IReadOnlyList<(SiteName Site, PlacePrices Prices)> Sites { get; init; } = [];

    /// <summary>The prices that hold at a site.</summary>
    public PlacePrices At(SiteName site) =>
        Sites.Where(each => each.Site == site).Select(each => each.Prices).FirstOrDefault() ?? Usual;
}

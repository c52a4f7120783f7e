using System.Diagnostics;
using Mesh.Domain.Names;
using Mesh.Domain.Standbys;

namespace Mesh.Domain.Advice;

/// <summary>Reckons what a standby of a class costs at a site.</summary>
public static class StandbyCost
{
    /// <summary>How long a month is.</summary>
    public const decimal HoursPerMonth = 730;

    /// <summary>
    /// How much of the time the hosts of a warm standby are awake; ours, since cycles are declared and their
    /// length is not.
    /// </summary>
    public const decimal AwakeShare = 0.25m;

    private const decimal DaysPerMonth = HoursPerMonth / 24;

    /// <summary>
    /// The cost. Every class has the vault's copy at the site, and what changes is sent there; from warm on
    /// there is a second copy, ready to be served.
    /// </summary>
    public static MonthlyCost Of(Prices prices, SiteName site, StandbyClass standby)
    {
        ArgumentNullException.ThrowIfNull(prices);
        var at = prices.At(site);
        var copies = standby == StandbyClass.Cold ? 1 : 2;
        var running = standby switch
        {
            StandbyClass.Cold => 0,
            StandbyClass.Warm => prices.MinimumHosts * AwakeShare,
            StandbyClass.Hot => prices.MinimumHosts,
            StandbyClass.Active => prices.Hosts,
            _ => throw new UnreachableException($"{standby} is no class."),
        };
        return new MonthlyCost(
            decimal.Round(running * HoursPerMonth * at.HostHour, 2),
            decimal.Round(copies * prices.StoredGb * at.StorageGbMonth, 2),
            decimal.Round(prices.ChangedGbPerDay * DaysPerMonth * at.EgressGb, 2));
    }
}

using Mesh.Domain.Advice;
using Mesh.Domain.Names;

namespace Mesh.Catalog.Manifests;

/// <summary>Reads prices and quantities.</summary>
internal static class PriceReader
{
    private const long Most = 1_000_000;

    public static Prices? Read(MapReader? map)
    {
        if (map is null)
        {
            return null;
        }

        map.Require("currency", "name it, as in EUR");
        map.Require("hostHour", "write what a host costs an hour");
        map.Require("storageGbMonth", "write what a gigabyte costs a month");
        map.Require("egressGb", "write what it costs to send a gigabyte to the standby site");
        map.Require("hosts", "write how many hosts production runs on");
        map.Require("minimumHosts", "write how many of them a hot standby keeps running");
        map.Require("storedGb", "write how many gigabytes of data there are");
        map.Require("changedGbPerDay", "write how many gigabytes change in a day");
        var currency = map.Text("currency", ScalarValues.Text);
        var usual = new PlacePrices(
            map.Value("hostHour", ScalarValues.Amount) ?? 0,
            map.Value("storageGbMonth", ScalarValues.Amount) ?? 0,
            map.Value("egressGb", ScalarValues.Amount) ?? 0);
        var hosts = map.Value("hosts", ScalarValues.Between(0, Most));
        var minimum = map.Value("minimumHosts", ScalarValues.Between(0, Most));
        var stored = map.Value("storedGb", ScalarValues.Amount);
        var changed = map.Value("changedGbPerDay", ScalarValues.Amount);
        var sites = map.Maps("sites").Select(site => Site(site, usual)).OfType<(SiteName, PlacePrices)>()
            .ToList();
        map.Done();
        return currency is null ? null : new Prices(currency, usual)
        {
            Hosts = (int)(hosts ?? 0),
            MinimumHosts = (int)(minimum ?? 0),
            StoredGb = stored ?? 0,
            ChangedGbPerDay = changed ?? 0,
            Sites = sites,
        };
    }

    private static (SiteName Site, PlacePrices Prices)? Site(MapReader map, PlacePrices usual)
    {
        map.Require("name", "name the site");
        var name = map.Text("name", SiteName.Read);
        var prices = new PlacePrices(
            map.Value("hostHour", ScalarValues.Amount) ?? usual.HostHour,
            map.Value("storageGbMonth", ScalarValues.Amount) ?? usual.StorageGbMonth,
            map.Value("egressGb", ScalarValues.Amount) ?? usual.EgressGb);
        map.Done();
        return name is null ? null : (name, prices);
    }
}

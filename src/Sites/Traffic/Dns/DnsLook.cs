namespace Mesh.Sites.Traffic.Dns;

/// <summary>What came of asking one of the name servers.</summary>
/// <param name="Zone">The names there.</param>
/// <param name="Epoch">What it says; null: nothing, or never.</param>
/// <param name="Error">Why it could not be asked, or refused.</param>
internal sealed record DnsLook(DnsZone Zone, DnsEpoch? Epoch, SitePartException? Error)
{
    /// <summary>Asks; what a server lacks does not keep the others from being asked.</summary>
    public static async Task<DnsLook> OfAsync(DnsZone zone, Func<Task<DnsEpoch?>> ask)
    {
        try
        {
            return new DnsLook(zone, await ask(), null);
        }
        catch (SitePartException error)
        {
            return new DnsLook(zone, null, error);
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Kit.Networks;

/// <summary>
/// Places that are network namespaces (ip-netns(8)), each joined to each other, and to this process, by a
/// link of its own that can be cut in one direction. It needs root and iproute2, and nothing of the kernel
/// but virtual Ethernet pairs.
/// </summary>
/// <remarks>
/// There is no ARP: who is at the other end of a link is entered by hand. A cut enters a wrong hardware
/// address, so that what is sent is dropped by the receiver's device without a word to anybody, as a firewall
/// drops it that has lost its rules. Connections stay as they are, and go on when the cut is healed.
/// </remarks>
public sealed class TinyNetwork : IAsyncDisposable
{
    private const string Nobody = "02:00:00:00:00:00";

    private static readonly Lazy<string?> MissingHere = new(FindMissing);

    private readonly NetworkPlace[] places;

    private TinyNetwork(NetworkPlace[] places) => this.places = places;

    /// <summary>Why there can be none here, or null.</summary>
    public static string? Missing => MissingHere.Value;

    /// <summary>The place of that name.</summary>
    public NetworkPlace this[string name] => places.Single(place => place.Name == name);

    /// <summary>Makes the places, all links whole. What a test run that was killed left behind goes
    /// first.</summary>
    /// <param name="names">Of the places; short.</param>
    public static async Task<TinyNetwork> StartAsync(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        await Leftovers.SweepAsync();
        var third = await FreeNetworkAsync();
        var network = new TinyNetwork(
        [
            .. names.Select((name, at) => new NetworkPlace(
                name,
                $"{Leftovers.Prefix}{Environment.ProcessId}-{name}",
                $"198.19.{third}.{at + 1}",
                at + 1)),
        ]);
        try
        {
            await network.BuildAsync(third);
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Lets nothing more come from one place to another; what goes the other way still does.
    /// </summary>
    public Task CutAsync(string from, string to) => EnterAsync(this[from], this[to], Nobody);

    /// <summary>Ends what <see cref="CutAsync"/> began; whole already, it stays so.</summary>
    public Task HealAsync(string from, string to) =>
        EnterAsync(this[from], this[to], Hardware(this[to].Number, this[from].Number));

    /// <summary>Makes all links whole.</summary>
    public Task HealAsync() => Task.WhenAll(
        from one in places
        from other in places
        where one != other
        select HealAsync(one.Name, other.Name));

    public async ValueTask DisposeAsync()
    {
        foreach (var place in places)
        {
            await Leftovers.RemoveAsync(place.Namespace);
        }
    }

    private static string? FindMissing()
    {
        if (!Environment.IsPrivilegedProcess || Requirement.OnPath("ip") is null)
        {
            return "network namespaces need root and the program 'ip'";
        }

        using var probe = Process.Start(
            new ProcessStartInfo("unshare", ["--net", "ip", "link", "add", "type", "veth"])
            {
                RedirectStandardError = true,
            })!;
        var said = probe.StandardError.ReadToEnd().Trim();
        probe.WaitForExit();
        return probe.ExitCode == 0 ? null : $"network namespaces cannot be made here: {said}";
    }

    private static Task EnterAsync(NetworkPlace from, NetworkPlace to, string hardware) => IpAsync(
        $"-n {from.Namespace} neigh replace {to.Address} lladdr {hardware} dev to-{to.Name} nud permanent");

    // Of the device in one place that leads to another.
    private static string Hardware(int at, int towards) =>
        string.Create(CultureInfo.InvariantCulture, $"02:6d:65:73:{at:x2}:{towards:x2}");

    private static async Task<int> FreeNetworkAsync()
    {
        var used = (await Command.RunAsync("ip", ["-4", "route", "show", "table", "all"])).Output;
        return Enumerable.Range(0, 256).OrderBy(_ => Random.Shared.Next())
            .First(third => !used.Contains($"198.19.{third}.", StringComparison.Ordinal));
    }

    private async Task BuildAsync(int third)
    {
        foreach (var place in places)
        {
            await IpAsync($"netns add {place.Namespace}");
            await IpAsync($"-n {place.Namespace} link set lo up");
            await IpAsync($"-n {place.Namespace} addr add {place.Address}/32 dev lo");
        }

        foreach (var (one, other) in places.SelectMany(
            (one, at) => places.Skip(at + 1).Select(other => (one, other))))
        {
            await IpAsync($"link add name to-{other.Name} address {Hardware(one.Number, other.Number)} "
                + $"netns {one.Namespace} type veth peer name to-{one.Name} "
                + $"address {Hardware(other.Number, one.Number)} netns {other.Namespace}");
            await JoinAsync($"-n {one.Namespace} ", $"to-{other.Name}", one.Address, other.Address,
                Hardware(other.Number, one.Number));
            await JoinAsync($"-n {other.Namespace} ", $"to-{one.Name}", other.Address, one.Address,
                Hardware(one.Number, other.Number));
        }

        foreach (var place in places)
        {
            var (here, device) = ($"198.19.{third}.254", $"mesh{third}-{place.Name}");
            await IpAsync($"link add name {device} address {Hardware(0, place.Number)} type veth peer "
                + $"name outside address {Hardware(place.Number, 0)} netns {place.Namespace}");
            await IpAsync($"addr add {here}/32 dev {device}");
            await JoinAsync("", device, here, place.Address, Hardware(place.Number, 0));
            await JoinAsync($"-n {place.Namespace} ", "outside", place.Address, here,
                Hardware(0, place.Number));
        }
    }

    private static async Task JoinAsync(
        string where, string device, string from, string to, string hardware)
    {
        await IpAsync($"{where}link set {device} up");
        await IpAsync($"{where}route add {to}/32 dev {device} src {from}");
        await IpAsync($"{where}neigh replace {to} lladdr {hardware} dev {device} nud permanent");
    }

    private static async Task IpAsync(string arguments)
    {
        var result = await Command.RunAsync("ip", arguments.Split(' '));
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"ip {arguments}: {result.Errors}");
        }
    }
}

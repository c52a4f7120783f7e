using System.Net;
using Mesh.Domain.Names;
using Mesh.Domain.Standbys;
using Mesh.Sites.Epochs;

namespace Mesh.Sites.Hosting;

/// <summary>What the owner of an agent declares beside it.</summary>
public sealed record AgentOptions
{
    public required SystemName System { get; init; }

    /// <summary>The agent's site, or the witness.</summary>
    public required SiteName Site { get; init; }

    /// <summary>Who gives the orders.</summary>
    public required ServerAddress Server { get; init; }

    /// <summary>The folder of what the agent has to remember; one agent has it at a time.</summary>
    public required string State { get; init; }

    /// <summary>The stores that vote on who is production, by the voters' names.</summary>
    public required IReadOnlyDictionary<string, string> Voters { get; init; }

    /// <summary>How long a lease is: what the system declares as <c>failover.lease</c>.</summary>
    public TimeSpan Lease { get; init; } = FailoverRules.UsualLease;

    /// <summary>Where load balancers ask for roles; null: nowhere.</summary>
    public IPEndPoint? RoleListen { get; init; }

    /// <summary>What the watchdog runs; empty: there is none.</summary>
    public IReadOnlyList<IReadOnlyList<string>> WatchdogCommands { get; init; } = [];

    /// <summary>The components here; none at a witness.</summary>
    public IReadOnlyList<DeclaredPart> Parts { get; init; } = [];

    /// <summary>
    /// The rules of the lease. Of a short one, less is set aside for the fence and for the watchdog.
    /// </summary>
    public LeaseRules LeaseRules
    {
        get
        {
            var usual = new LeaseRules();
            return usual with
            {
                Length = Lease,
                Margin = FailoverRules.LeaseMargin,
                FenceTime = Least(usual.FenceTime, Lease / 5),
                KillTime = Least(usual.KillTime, Lease / 7),
            };
        }
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

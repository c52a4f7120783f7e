using System.Diagnostics;

namespace Mesh.Domain.Incidents;

/// <summary>Chooses what is done about an incident from what is behind it.</summary>
public static class Reactions
{
    /// <summary>The reaction to a cause; the rarer the cause, the further away what takes over.</summary>
    public static Reaction To(Cause cause) => cause switch
    {
        Cause.Anomaly => Reaction.Restore,
        Cause.Accident => Reaction.LocalFailover,
        Cause.Disaster => Reaction.SiteFailover,
        _ => throw new UnreachableException($"{cause} is no cause."),
    };

    /// <summary>
    /// The reaction to a cause where Mesh's own places may have seen that production is gone: then nothing at
    /// that site is left to take over, and an accident is answered by the standby site.
    /// </summary>
    public static Reaction To(Cause cause, bool productionGone) =>
        productionGone && cause == Cause.Accident ? Reaction.SiteFailover : To(cause);
}

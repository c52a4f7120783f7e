using Mesh.Domain.Standbys;
using Mesh.Sites;
using Mesh.Sites.Watchdogs;

namespace Mesh.Tests.App.Runbooks;

/// <summary>How a <see cref="RealSite"/> differs from the usual.</summary>
internal sealed record RealSiteOptions
{
    public ReplicationMode Mode { get; init; } = ReplicationMode.SemiSync;

    public IWatchdog Watchdog { get; init; } = new NoWatchdog();

    /// <summary>What it has beside its database.</summary>
    public IReadOnlyList<ISitePart> More { get; init; } = [];
}

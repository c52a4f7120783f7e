using Mesh.Domain.Sites;
using Mesh.Sites.Commands;

namespace Mesh.Sites.Hosts;

/// <summary>Hosts or an application that declared commands start, stop and fence.</summary>
public sealed record CommandPartOptions
{
    /// <summary>The component's name.</summary>
    public required string Component { get; init; }

    /// <summary>The system's name, as commands are told it in <c>MESH_SYSTEM</c>.</summary>
    public required string System { get; init; }

    /// <summary>The site's name, as commands are told it in <c>MESH_SITE</c>.</summary>
    public required string Site { get; init; }

    /// <summary>
    /// What does a verb, for <see cref="SiteVerb.Start"/>, <see cref="SiteVerb.Stop"/>,
    /// <see cref="SiteVerb.Status"/>, <see cref="SiteVerb.Promote"/>, <see cref="SiteVerb.Scale"/>,
    /// <see cref="SiteVerb.ScaleBack"/>, <see cref="SiteVerb.Check"/>, <see cref="SiteVerb.Fence"/> and
    /// <see cref="SiteVerb.Rehearse"/>; for a script of a runbook <see cref="SiteVerb.Run"/> alone. It ends
    /// as OCF resource agents do: 0 done or running, 7 not running, 8 running as production.
    /// </summary>
    public required IReadOnlyDictionary<SiteVerb, DeclaredCommand> Commands { get; init; }

    /// <summary>Whether something here takes writes that a lost lease must end.</summary>
    public bool Writes { get; init; }
}

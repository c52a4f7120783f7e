namespace Mesh.Sites.Traffic;

/// <summary>
/// A backend of the HAProxy that stands at an agent's site, as the agent's owner declares it.
/// </summary>
public sealed record HaproxyPartOptions
{
    /// <summary>The component's name.</summary>
    public required string Component { get; init; }

    /// <summary>The name of the site that the HAProxy and the agent are at.</summary>
    public required string Site { get; init; }

    /// <summary>
    /// The absolute path of its runtime socket (<c>stats socket</c>), at level <c>admin</c>, open to the
    /// agent.
    /// </summary>
    public required string Socket { get; init; }

    /// <summary>The backend that leads to the system.</summary>
    public required string Backend { get; init; }

    /// <summary>By a site's name: the backend's servers that stand there, this site's among them.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Servers { get; init; }

    /// <summary>
    /// The absolute path of the file that the backend loads its servers' state from when HAProxy starts
    /// (<c>server-state-file-name</c>). Its folder exists and is the agent's to write.
    /// </summary>
    public required string StateFile { get; init; }

    /// <summary>How long HAProxy may take to answer one command.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a server that is let in may take to be up, and sessions that are cut to be gone.
    /// </summary>
    public TimeSpan TurnLimit { get; init; } = TimeSpan.FromSeconds(10);
}

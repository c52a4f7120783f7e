namespace Mesh.Sites.Probes;

/// <summary>Looks at one declared check, from where it runs.</summary>
public interface IProbe : IDisposable
{
    /// <summary>What it looks at, as <c>failover.checks</c> declares it.</summary>
    string Check { get; }

    /// <summary>
    /// Looks once, with a connection of its own. Never throws for what it sees or cannot reach: that is a
    /// look that was not good.
    /// </summary>
    Task<ProbeLook> LookAsync(CancellationToken cancellationToken);
}

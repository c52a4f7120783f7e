using Mesh.Domain.Standbys;

namespace Mesh.Sites.Probes;

/// <summary>What a system's declaration asks a place to look at.</summary>
/// <param name="Checks">The checks, as <c>failover.checks</c> declares them.</param>
/// <param name="Detection">How often, and how many looks in a row turn one.</param>
public sealed record ProbeDuties(IReadOnlyList<string> Checks, Detection Detection)
{
    /// <summary>Whether nothing has changed.</summary>
    public bool Same(ProbeDuties other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Detection == other.Detection && Checks.SequenceEqual(other.Checks, StringComparer.Ordinal);
    }
}

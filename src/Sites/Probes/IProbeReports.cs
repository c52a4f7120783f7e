using Mesh.Domain.Detection;

namespace Mesh.Sites.Probes;

/// <summary>The way of a place's reports to the server.</summary>
public interface IProbeReports
{
    /// <summary>Hands a report over. One that is sent twice has one effect.</summary>
    /// <exception cref="Mesh.Domain.Errors.MeshException">It was not taken; it may be sent again.</exception>
    Task SendAsync(ProbeReport report, CancellationToken cancellationToken);
}

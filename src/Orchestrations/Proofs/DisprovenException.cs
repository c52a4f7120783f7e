namespace Mesh.Orchestrations.Proofs;

/// <summary>A rehearsal has shown that a point, or its log, does not bring back what it should.</summary>
internal sealed class DisprovenException(string point, IReadOnlyList<string> findings)
    : Exception($"point {point}: {string.Join("; ", findings.Take(3))}"
        + (findings.Count > 3 ? $"; and {findings.Count - 3} more" : ""));

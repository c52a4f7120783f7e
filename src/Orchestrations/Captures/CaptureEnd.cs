namespace Mesh.Orchestrations.Captures;

/// <summary>That a log has ended, and why.</summary>
public sealed record CaptureEnd(string Stream, string Reason);

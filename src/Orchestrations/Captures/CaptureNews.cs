using Mesh.Orchestrations.Movements;

namespace Mesh.Orchestrations.Captures;

/// <summary>How far a log reaches by now.</summary>
public sealed record CaptureNews(string Stream, LogReach Reach);

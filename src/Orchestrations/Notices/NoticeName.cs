namespace Mesh.Orchestrations.Notices;

/// <summary>A message.</summary>
/// <param name="MessageId">Its id.</param>
public sealed record NoticeName(string MessageId);

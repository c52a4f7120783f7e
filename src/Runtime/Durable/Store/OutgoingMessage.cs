using Mesh.Runtime.Durable.History;

namespace Mesh.Runtime.Durable.Store;

/// <summary>A message for another instance's inbox; of no effect where that has ended or never was.</summary>
internal sealed record OutgoingMessage(string Instance, Message Message);

namespace Mesh.Runtime.Durable.History;

/// <summary>An event in the form in which it is stored.</summary>
internal readonly record struct StoredEvent(int Type, byte[] Payload);

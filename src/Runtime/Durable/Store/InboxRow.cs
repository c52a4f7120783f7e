using Mesh.Runtime.Durable.History;

namespace Mesh.Runtime.Durable.Store;

/// <summary>A message in an inbox; its number is what a commit consumes.</summary>
internal sealed record InboxRow(long Number, Message Message);

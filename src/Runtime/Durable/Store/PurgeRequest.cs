namespace Mesh.Runtime.Durable.Store;

/// <summary>
/// What to purge: one instance, or all that match; recursive: their children (that have ended) too.
/// </summary>
internal sealed record PurgeRequest(string? Instance, InstanceFilter Filter, bool Recursive);

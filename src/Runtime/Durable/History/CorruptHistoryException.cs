using Mesh.Domain.Errors;

namespace Mesh.Runtime.Durable.History;

/// <summary>The recorded history of one instance cannot be read; the instance is set aside.</summary>
internal sealed class CorruptHistoryException(string instance, string cause, Exception? inner = null)
    : MeshException(
        "durable-history-corrupt",
        $"instance '{instance}'",
        cause,
        "restore the engine's database from a copy, or purge the instance",
        innerException: inner);

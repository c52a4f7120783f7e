using Mesh.Domain.Errors;

namespace Mesh.Runtime.Durable.Engine;

/// <summary>How long a history may get before repeating it costs more than anybody wants to wait.</summary>
internal static class HistoryLimits
{
    public const long MaxEvents = 100_000;
    public const long MaxBytes = 64L * 1024 * 1024;

    /// <summary>The error that ends an execution of that size; null when it may go on.</summary>
    public static MeshException? Refuse(string instance, long events, long bytes) =>
        events <= MaxEvents && bytes <= MaxBytes ? null : new MeshException(
            "durable-history-too-large",
            $"instance '{instance}'",
            $"its history would have {events:N0} events and {bytes:N0} bytes, where {MaxEvents:N0} events "
            + $"and {MaxBytes:N0} bytes are the most",
            "let the orchestrator continue as new now and then, or split the work over sub-orchestrations");
}

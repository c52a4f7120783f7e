using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Mesh.Runtime.Durable.Replay;

/// <summary>What a replay needs besides the history: the code, and how it reads, writes and logs.</summary>
internal sealed record OrchestrationCode(
    Func<TaskOrchestrationContext, Task<object?>> Run,
    Payloads Payloads,
    ILoggerFactory Loggers);

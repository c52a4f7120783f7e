using Mesh.Runtime.Durable.Replay;
using Microsoft.Extensions.Logging;

namespace Mesh.Runtime.Durable.Engine;

/// <summary>How orchestrators read and write values, and log.</summary>
internal sealed record OrchestrationTools(Payloads Payloads, ILoggerFactory Loggers);

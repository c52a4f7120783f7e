using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mesh.Runtime.Durable.History;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ExecutionStarted))]
[JsonSerializable(typeof(TurnStarted))]
[JsonSerializable(typeof(TaskScheduled))]
[JsonSerializable(typeof(TaskCompleted))]
[JsonSerializable(typeof(TaskFailed))]
[JsonSerializable(typeof(ChildScheduled))]
[JsonSerializable(typeof(ChildCompleted))]
[JsonSerializable(typeof(ChildFailed))]
[JsonSerializable(typeof(TimerCreated))]
[JsonSerializable(typeof(TimerFired))]
[JsonSerializable(typeof(TimerCanceled))]
[JsonSerializable(typeof(EventRaised))]
[JsonSerializable(typeof(EventSent))]
[JsonSerializable(typeof(Suspended))]
[JsonSerializable(typeof(Resumed))]
[JsonSerializable(typeof(ExecutionCompleted))]
[JsonSerializable(typeof(ExecutionFailed))]
[JsonSerializable(typeof(ExecutionTerminated))]
[JsonSerializable(typeof(ContinuedAsNew))]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(Failure))]
internal sealed partial class HistoryJson : JsonSerializerContext;

using Microsoft.DurableTask;

namespace Mesh.Runtime.Durable.History;

/// <summary>A failure as it is recorded.</summary>
[Orleans.GenerateSerializer]
[Orleans.Immutable]
internal sealed record Failure(
    [property: Orleans.Id(0)] string Type,
    [property: Orleans.Id(1)] string Message,
    [property: Orleans.Id(2)] string? Stack = null,
    [property: Orleans.Id(3)] Failure? Inner = null)
{
    public static Failure From(TaskFailureDetails details) => new(
        details.ErrorType,
        details.ErrorMessage,
        details.StackTrace,
        details.InnerFailure is null ? null : From(details.InnerFailure));

    public static Failure From(Exception exception) => From(TaskFailureDetails.FromException(exception));

    public TaskFailureDetails ToDetails() => new(Type, Message, Stack, Inner?.ToDetails(), Properties: null);
}

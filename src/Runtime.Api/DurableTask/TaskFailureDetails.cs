namespace Microsoft.DurableTask;

/// <summary>A failure as it is recorded: type name and message survive every hop, the rest may not.</summary>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var inner = exception switch
        {
            TaskFailedException failed => failed.FailureDetails,
            { InnerException: { } cause } => FromException(cause),
            _ => null,
        };
        return new(
            exception.GetType().ToString(), exception.Message, exception.StackTrace, inner, Properties: null);
    }
}

namespace Microsoft.DurableTask.Client;

/// <summary>
/// The output recorded for the terminated instance. Recursive: its sub-orchestrations end too.
/// </summary>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);

namespace Microsoft.DurableTask;

/// <summary>Says whether to try again. Runs as part of the orchestrator: it must be deterministic.</summary>
public delegate bool RetryHandler(RetryContext retryContext);

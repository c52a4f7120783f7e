namespace Microsoft.DurableTask;

/// <summary>
/// Says whether to try again. Runs as part of the orchestrator: it may await durable tasks only.
/// </summary>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);

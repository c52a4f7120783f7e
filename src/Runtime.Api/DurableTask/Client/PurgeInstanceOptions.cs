namespace Microsoft.DurableTask.Client;

/// <summary>Recursive: the sub-orchestrations of an instance go with it.</summary>
public record PurgeInstanceOptions(bool Recursive = false);

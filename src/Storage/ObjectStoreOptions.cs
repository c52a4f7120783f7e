using Mesh.Storage.Retries;

namespace Mesh.Storage;

/// <summary>How <see cref="ObjectStores.Open"/> opens.</summary>
public sealed record ObjectStoreOptions
{
    /// <summary>Gives environment variables: where accounts and keys come from.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>How patient the store is.</summary>
    public RetryOptions Retry { get; init; } = new();
}

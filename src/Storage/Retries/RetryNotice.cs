using Mesh.Storage.Errors;

namespace Mesh.Storage.Retries;

/// <summary>A failed attempt that will be repeated.</summary>
/// <param name="Operation">What was to be done.</param>
/// <param name="Key">To which object or prefix.</param>
/// <param name="Attempt">The number of the failed attempt, from 1.</param>
/// <param name="Delay">The pause before the next.</param>
/// <param name="Error">Why it failed.</param>
public sealed record RetryNotice(
    StoreOperation Operation, string Key, int Attempt, TimeSpan Delay, ObjectStoreException Error);

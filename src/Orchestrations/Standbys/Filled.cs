namespace Mesh.Orchestrations.Standbys;

/// <summary>What came of filling a standby.</summary>
/// <param name="Succeeded">Whether it holds what was chosen, compared.</param>
/// <param name="Told">What was done, or why not.</param>
/// <param name="Through">All that was committed until then is on it.</param>
/// <param name="Retryable">Whether trying again by itself may help.</param>
internal sealed record Filled(bool Succeeded, string Told, DateTimeOffset Through, bool Retryable = false)
{
    /// <summary>How it was compared with the vault; empty where it was not reached.</summary>
    public string Compared { get; init; } = "";
}

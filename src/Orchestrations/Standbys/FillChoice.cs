namespace Mesh.Orchestrations.Standbys;

/// <summary>What is restored to fill a standby.</summary>
/// <param name="Point">The recovery point.</param>
/// <param name="Place">Where in its log it ends; empty for the point's own state.</param>
/// <param name="Through">All that was committed until then is in it.</param>
/// <param name="Onward">
/// Whether the standby holds the point already, and only the log behind its place is applied.
/// </param>
/// <param name="Overwrite">Whether what it holds may be replaced: it was filled before.</param>
public sealed record FillChoice(
    string Point, string Place, DateTimeOffset Through, bool Onward, bool Overwrite)
{
    /// <summary>Why there is nothing to fill it with yet, so that it is asked again; else empty.</summary>
    public string Missing { get; init; } = "";

    /// <summary>The choice where what must be there has not reached the vault.</summary>
    public static FillChoice NotYet(string why) =>
        new("", "", DateTimeOffset.MinValue, false, false) { Missing = why };
}

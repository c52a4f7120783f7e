namespace Mesh.Functions.Incoming;

/// <summary>The body of a signed alert.</summary>
/// <param name="Key">What it is about, the same each time; 1 to 200 characters.</param>
/// <param name="Status"><c>firing</c>, or <c>resolved</c> when it is over.</param>
/// <param name="StartsAt">When it began: what begins anew is another incident.</param>
/// <param name="Summary">What it is, for people.</param>
public sealed record SignedAlert(string Key, string Status, DateTimeOffset StartsAt, string Summary)
{
    /// <summary>What is behind it: <c>anomaly</c>, <c>accident</c> or <c>disaster</c>.</summary>
    public string? Cause { get; init; }

    /// <summary>The system it is about; null for the one that the source speaks for.</summary>
    public string? System { get; init; }
}

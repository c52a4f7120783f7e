namespace Mesh.Functions.Standings;

/// <summary>A downtime to be entered; entering the same beginning again gives it its end.</summary>
/// <param name="From">When the system went down.</param>
/// <param name="Cause"><c>anomaly</c>, <c>accident</c> or <c>disaster</c>.</param>
public sealed record DowntimeRequest(DateTimeOffset From, string Cause)
{
    /// <summary>When it was back; null while it is not.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether it was announced.</summary>
    public bool Planned { get; init; }

    /// <summary>More about it.</summary>
    public string Note { get; init; } = "";
}

namespace Mesh.Functions.Alerts;

/// <summary>That somebody sees to an alert.</summary>
/// <param name="By">Who; null: whose key it is.</param>
public sealed record AcknowledgementRequest(string? By = null);

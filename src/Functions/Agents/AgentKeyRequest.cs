namespace Mesh.Functions.Agents;

/// <summary>Asks for an agent's key to be made or revoked.</summary>
/// <param name="By">Who asks, for the audit trail; null: whose key opens the API.</param>
public sealed record AgentKeyRequest(string? By = null);

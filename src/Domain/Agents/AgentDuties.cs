namespace Mesh.Domain.Agents;

/// <summary>What a system's declaration asks of the agent at one of its places.</summary>
/// <param name="System">The system's name.</param>
/// <param name="Place">The name of the site, or of the witness.</param>
/// <param name="IsWitness">Whether it is the witness, which holds no components.</param>
/// <param name="LeaseSeconds">How long leases are: the agent's configuration has to say the same.</param>
/// <param name="Checks">What is asked from outside (<c>failover.checks</c>); secrets are references.</param>
/// <param name="EverySeconds">How often each check is made (<c>failover.detection</c>).</param>
/// <param name="Failures">How often in a row one must have failed to count as down.</param>
public sealed record AgentDuties(
    string System,
    string Place,
    bool IsWitness,
    double LeaseSeconds,
    IReadOnlyList<string> Checks,
    double EverySeconds,
    int Failures);

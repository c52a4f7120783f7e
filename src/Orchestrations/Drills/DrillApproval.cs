namespace Mesh.Orchestrations.Drills;

/// <summary>Who let the drilled failover begin.</summary>
/// <param name="By">The approvers that are declared where it is simulated, else who approved.</param>
/// <param name="At">When.</param>
/// <param name="IsSimulated">Whether nobody was asked.</param>
/// <param name="WaitedSeconds">How long the answer took; it counts for the RTO.</param>
/// <param name="Note">Why, in their words.</param>
public sealed record DrillApproval(
    string By, DateTimeOffset At, bool IsSimulated, double WaitedSeconds, string Note);

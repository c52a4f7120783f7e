namespace Mesh.Orchestrations.Drills;

/// <summary>What somebody says about a drill.</summary>
/// <param name="Approves">Whether it may go on; a cancellation never lets it.</param>
/// <param name="By">Who.</param>
/// <param name="Note">Why, in their words.</param>
public sealed record DrillDecision(bool Approves, string By, string Note = "")
{
    /// <summary>The event that carries an answer to the question whether the failover may begin.</summary>
    public const string AnswerEvent = "approval";

    /// <summary>The event that ends a drill, whatever it is doing.</summary>
    public const string CancelEvent = "cancel";
}

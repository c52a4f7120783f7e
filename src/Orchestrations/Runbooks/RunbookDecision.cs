namespace Mesh.Orchestrations.Runbooks;

/// <summary>A decision about a runbook that waits.</summary>
/// <param name="Choice">What is decided.</param>
/// <param name="By">Who decides.</param>
/// <param name="Note">Why, in their words.</param>
public sealed record RunbookDecision(RunbookChoice Choice, string By, string Note = "")
{
    /// <summary>
    /// The name of the event that carries it. Each wait of a runbook has a number of its own, so that an
    /// answer to one question never answers the next.
    /// </summary>
    public static string Event(int question) => $"decision-{question}";

    /// <summary>The event that asks a runbook to undo itself, whatever it is doing.</summary>
    public const string AbortEvent = "abort";
}

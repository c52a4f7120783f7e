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

    /// <summary>
    /// Whether who decides may do so at a step: where it names people, only they may say that it goes on or
    /// is left out. Everybody who may decide about runbooks may have it end.
    /// </summary>
    public bool MayAnswer(IReadOnlyCollection<string> named) =>
        named.Count == 0 || Choice is RunbookChoice.Abort or RunbookChoice.GiveUp || named.Contains(By);

    /// <summary>The event that asks a runbook to undo itself, whatever it is doing.</summary>
    public const string AbortEvent = "abort";
}

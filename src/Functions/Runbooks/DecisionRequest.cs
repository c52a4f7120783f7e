namespace Mesh.Functions.Runbooks;

/// <summary>A decision about a runbook.</summary>
/// <param name="Choice">
/// <c>confirm</c>, <c>retry</c>, <c>rebuild</c>, <c>skip</c>, <c>override</c>, <c>abort</c> or
/// <c>give-up</c>: what is offered; <c>abort</c> as long as it can be undone, also while nothing is asked.
/// </param>
/// <param name="Question">
/// The number of the question that is answered; 0 for an abort that nobody asked.
/// </param>
/// <param name="By">Who decides, by name; null: whose key it is.</param>
/// <param name="Note">Why; needed to override.</param>
public sealed record DecisionRequest(string Choice, int Question, string? By = null, string Note = "");

using Mesh.Domain.Runbooks;

namespace Mesh.Functions.Runbooks;

/// <summary>What a runbook is to do, as things stand.</summary>
/// <param name="Situation">What its steps are made from.</param>
/// <param name="Epoch">The epoch of the present production.</param>
/// <param name="LastGood">When production was last seen to work; null where nobody has told.</param>
public sealed record PlannedRunbook(RunbookSituation Situation, long Epoch, DateTimeOffset? LastGood);

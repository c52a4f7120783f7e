using System.Security.Cryptography;
using System.Text.Json;
using Mesh.Domain.Runbooks;
using Mesh.Orchestrations.Runbooks;

namespace Mesh.Functions.Runbooks;

/// <summary>What a runbook would do.</summary>
/// <param name="Kind">What it would be.</param>
/// <param name="Mode">Whether the old production would take part.</param>
/// <param name="From">The site that is production.</param>
/// <param name="To">The site that would become it.</param>
/// <param name="Steps">The steps, exactly as they would run.</param>
public sealed record RunbookPlanView(
    RunbookKind Kind, RunbookMode Mode, string From, string To, IReadOnlyList<RunbookStep> Steps)
{
    private const int DigestLength = 16;

    /// <summary>
    /// The first 16 hexadecimal digits of the SHA-256 of all of it: who approves a plan names it by this, and
    /// any other plan has another.
    /// </summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        new { Kind, Mode, From, To, Steps }, RunbookJson.Options)))[..DigestLength];

    internal static RunbookPlanView Of(RunbookSituation situation) => new(
        situation.Kind, situation.Mode, situation.From, situation.To, RunbookPlan.Of(situation));
}

using System.Security.Cryptography;
using System.Text.Json;
using Mesh.Activities.ControlPlane;
using Mesh.Activities.Sites;
using Mesh.Catalog;
using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Catalog.Runbooks;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Sites;
using Mesh.Functions;
using Mesh.Orchestrations.Runbooks;
using Mesh.Vault.Snapshots;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Cli.ControlPlane;

/// <summary>A Mesh that has been brought back, and what it found.</summary>
public sealed record RescuedMesh
{
    /// <summary>Its data folder.</summary>
    public required string Data { get; init; }

    /// <summary>The snapshot that it came from; null where nothing was restored.</summary>
    public required string? Snapshot { get; init; }

    /// <summary>The moment that the snapshot shows.</summary>
    public required DateTimeOffset? CutAt { get; init; }

    /// <summary>How old that is: what happened since is not known, the RPO of the control plane.</summary>
    public required double? AgeSeconds { get; init; }

    /// <summary>Which life it is, and whose place it has taken.</summary>
    public required Incarnation Incarnation { get; init; }

    public required IReadOnlyList<SystemSuccession> Systems { get; init; }

    public required IReadOnlyList<RescuedRunbook> Runbooks { get; init; }

    /// <summary>
    /// Takes the place of whichever Mesh the voters know, and claims for every system. May be repeated.
    /// </summary>
    /// <param name="data">A data folder on which no server runs.</param>
    /// <param name="cut">What it was restored from; null: nothing was.</param>
    /// <param name="who">Who does it, for the audit trail.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<RescuedMesh> TakeOverAsync(
        string data, Snapshot? cut, string who, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(time);
        using var random = RandomNumberGenerator.Create();
        await using var services = new ServiceCollection()
            .AddSingleton(time)
            .AddSingleton(random)
            .AddCatalog(new CatalogOptions(Path.Combine(data, AppWiring.CatalogFile)))
            .AddSingleton<Succession>()
            .BuildServiceProvider();
        await services.GetRequiredService<CatalogDatabase>().UpgradeAsync(cancellationToken);
        var succession = services.GetRequiredService<Succession>();
        var incarnation = IncarnationFile.Open(data, random);
        var strangers = await succession.StrangersAsync(incarnation, cancellationToken);
        if (strangers.Count > 0)
        {
            incarnation = incarnation with { Replaced = [.. strangers, .. incarnation.Replaced] };
            IncarnationFile.Write(data, IncarnationFile.FileName, incarnation);
        }

        await services.GetRequiredService<AuditTrail>().AppendAsync(
            new NewAuditEntry(who, "mesh-rescued", incarnation.Id)
            {
                Details = $"in place of {string.Join(", ", incarnation.Replaced)}"
                    + (cut is null ? "" : $", from the cut of {cut.Time} in snapshot {cut.Id}"),
                Key = $"rescued:{incarnation.Id}:{incarnation.Replaced.Count}",
            },
            cancellationToken);
        var runbooks = await services.GetRequiredService<RunbookBook>().UnderWayAsync(cancellationToken);
        return new RescuedMesh
        {
            Data = data,
            Snapshot = cut?.Id.ToString(),
            CutAt = cut?.Time.ToDateTimeOffset(),
            AgeSeconds = cut is null
                ? null
                : Math.Round((time.GetUtcNow() - cut.Time.ToDateTimeOffset()).TotalSeconds, 3),
            Incarnation = incarnation,
            Systems = await succession.TakeAsync(incarnation, cancellationToken),
            Runbooks = [.. runbooks.Select(Read)],
        };
    }

    private static RescuedRunbook Read(RunbookRecord record)
    {
        var input = JsonSerializer.Deserialize<RunbookInput>(record.Runbook.Input)!;
        var over = record.Steps
            .Select(step => JsonSerializer.Deserialize<RunbookStepRecord>(step, RunbookJson.Options)!.Id)
            .ToHashSet(StringComparer.Ordinal);
        var at = RunbookPlan.Of(input.Situation).FirstOrDefault(step => !over.Contains(step.Id));
        return new RescuedRunbook(
            record.Runbook.Id, input.System, input.Situation.From, input.Situation.To, at?.Id ?? "end",
            at?.Title ?? "write its report");
    }
}

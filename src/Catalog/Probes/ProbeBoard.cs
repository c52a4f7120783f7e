using System.Globalization;
using Mesh.Catalog.Database;
using Mesh.Catalog.Incidents;
using Mesh.Catalog.Runbooks;
using Mesh.Catalog.Systems;
using Mesh.Domain.Detection;
using Mesh.Domain.Incidents;
using Mesh.Domain.Names;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Probes;

/// <summary>
/// How the places of systems see their production, and what follows: while it counts as gone there is one
/// incident of it. Every call may be repeated; what is old, doubled, or of a place or check that is not
/// declared has no effect.
/// </summary>
public sealed class ProbeBoard
{
    private const int LongestTold = 300;

    private readonly CatalogDatabase database;
    private readonly SystemRegistry systems;
    private readonly ProductionBoard productions;
    private readonly TimeProvider time;

    internal ProbeBoard(
        CatalogDatabase database, SystemRegistry systems, ProductionBoard productions, TimeProvider time)
    {
        this.database = database;
        this.systems = systems;
        this.productions = productions;
        this.time = time;
    }

    /// <summary>
    /// Takes a report, and opens or closes the system's incident where the verdict changes.
    /// </summary>
    /// <returns>
    /// Whether it was of use: of a declared place and check, and newer than what was known.
    /// </returns>
    public async Task<bool> TakeAsync(ProbeReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (SystemName.Read(report.System) is not { IsValid: true } system
            || await RuleAsync(system.Value, cancellationToken) is not { } rule
            || !rule.Knows(report))
        {
            return false;
        }

        var kept = report with { Told = Line(report.Told) };
        return await database.ChangeAsync(
            async context =>
            {
                if (!await KeepAsync(context, kept, cancellationToken))
                {
                    return false;
                }

                await JudgeAsync(context, rule, kept, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    /// <summary>What holds of a system at this moment, by what its places have told.</summary>
    public async Task<DetectionVerdict> FindAsync(SystemName system, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        if (await RuleAsync(system, cancellationToken) is not { } rule)
        {
            return DetectionVerdict.Standing;
        }

        return await database.ReadAsync(
            async context =>
            {
                var verdict = await context.Verdicts.SingleOrDefaultAsync(
                    row => row.System == system.Value, cancellationToken);
                return rule.Judge(
                    verdict?.ToVerdict() ?? DetectionVerdict.Standing,
                    await ReportsAsync(context, system.Value, cancellationToken),
                    time.GetUtcNow());
            },
            cancellationToken);
    }

    private static async Task<IReadOnlyList<ProbeReport>> ReportsAsync(
        CatalogContext context, string system, CancellationToken cancellationToken) =>
        [.. (await context.Probes.Where(row => row.System == system).ToListAsync(cancellationToken))
            .Select(row => row.ToReport())];

    private static async Task<bool> KeepAsync(
        CatalogContext context, ProbeReport report, CancellationToken cancellationToken)
    {
        var known = await context.Probes.SingleOrDefaultAsync(
            row => row.System == report.System && row.Place == report.Place && row.Check == report.Check,
            cancellationToken);
        if (known is null)
        {
            context.Probes.Add(ProbeRow.Of(report));
        }
        else if (known.Sequence < report.Sequence)
        {
            known.Take(report);
        }
        else
        {
            return false;
        }

        // What is asked for next must show it.
        await context.SaveChangesAsync(cancellationToken);
        return true;
    }

    private async Task JudgeAsync(
        CatalogContext context, DetectionRule rule, ProbeReport report, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var row = await context.Verdicts.SingleOrDefaultAsync(
            each => each.System == report.System, cancellationToken);
        var verdict = rule.Judge(
            row?.ToVerdict() ?? DetectionVerdict.Standing,
            await ReportsAsync(context, report.System, cancellationToken),
            now);
        if (verdict.Gone == row is not null)
        {
            return;
        }

        var key = row?.Key ?? $"production@{now.UtcDateTime.ToString("o", CultureInfo.InvariantCulture)}";
        if (row is not null)
        {
            context.Verdicts.Remove(row);
        }
        else
        {
            context.Verdicts.Add(new VerdictRow
            {
                System = report.System, Key = key, LastGood = verdict.LastGood!.Value, Told = verdict.Told,
            });
        }

        await IncidentEntry.EnterAsync(
            context,
            IncidentTeller.Detection(SystemName.Parse(report.System)),
            new IncidentNews(
                key, !verdict.Gone, Cause.Accident, verdict.Gone ? verdict.Told : "all is well for a while"),
            new IncidentChanges(0, 0, 0, 0),
            now,
            cancellationToken);
    }

    private async Task<DetectionRule?> RuleAsync(SystemName system, CancellationToken cancellationToken)
    {
        if (await systems.FindAsync(system, cancellationToken) is not { } record)
        {
            return null;
        }

        var production = await productions.FindAsync(system, cancellationToken);
        return (production.Site ?? record.Definition.Production?.Name) is { } site
            && DetectionRule.Of(record.Definition, site) is { } rule
            ? rule with { Settled = await SettledAsync(system.Value, cancellationToken) }
            : null;
    }

    private Task<DateTimeOffset?> SettledAsync(string system, CancellationToken cancellationToken) =>
        database.ReadAsync(
            context => context.Runbooks
                .Where(row => row.System == system && row.EndedAt != null)
                .OrderByDescending(row => row.Number)
                .Select(row => row.EndedAt)
                .FirstOrDefaultAsync(cancellationToken),
            cancellationToken);

    private static string Line(string told)
    {
        var line = string.Concat(told.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
        return line.Length <= LongestTold ? line : line[..LongestTold];
    }
}

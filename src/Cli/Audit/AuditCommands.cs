using System.CommandLine;
using System.Globalization;
using Mesh.Catalog.Audit;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;

namespace Mesh.Cli.Audit;

/// <summary><c>mesh audit</c>: who did what, and whether that record is as it was written.</summary>
public static class AuditCommands
{
    private static readonly Option<int> Limit = new("--limit")
    {
        Description = "How many, 1 to 500",
        DefaultValueFactory = _ => 50,
    };

    private static readonly Option<string?> Head = new("--head")
    {
        Description = "A file, best on another machine's disk, that keeps how far the trail reached: "
            + "compared with when it exists, written when all is well",
    };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var list = new Command("list", "List what was done, by whom, the newest first")
        {
            Limit, DataFolder.Option,
        };
        list.Run(ListAsync);
        var verify = new Command("verify", "Recompute the chain of the audit trail from its first entry on")
        {
            Head, DataFolder.Option,
        };
        verify.Run(VerifyAsync);
        root.Add(new Command("audit", "Who did what, and whether that record is whole") { list, verify });
    }

    private static async Task<int> ListAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var entries = await session.Api.ListAuditAsync(
            $"?limit={parsed.GetValue(Limit).ToString(CultureInfo.InvariantCulture)}", cancellationToken);
        var table = new TextTable("entry", "at", "who", "action", "subject");
        foreach (var entry in entries.Items)
        {
            table.Add(
                ProgressText.Count(entry.Number),
                entry.At.ToString("u", CultureInfo.InvariantCulture),
                entry.Who,
                entry.Action,
                entry.Subject);
        }

        output.WriteTable(table);
        output.WriteDocument(entries);
        return ExitCode.Ok;
    }

    private static async Task<int> VerifyAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var file = parsed.GetValue(Head);
        var kept = file is null ? null : await KeptHead.ReadAsync(file, cancellationToken);
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var verdict = await session.Api.VerifyAuditAsync(kept, cancellationToken);
        output.WriteDocument(verdict);
        if (!verdict.Whole)
        {
            var found = verdict.Found is { } entry
                ? $" ({entry.Action} of {entry.Subject} by {entry.Who}, as it stands now)"
                : "";
            output.Warn($"mesh: audit entry {verdict.BrokenAt}{found}: {verdict.Cause}; "
                + $"{verdict.Entries} before it are whole");
            return ExitCode.Failed;
        }

        if (file is not null)
        {
            await KeptHead.WriteAsync(
                file, new AuditHead(verdict.Entries, verdict.Head), cancellationToken);
        }

        output.WriteLine($"{ProgressText.Count(verdict.Entries)} entries are whole; head {verdict.Head}");
        if (kept is null)
        {
            output.WriteLine(file is null
                ? "Whether entries are missing at the end shows only against a head kept elsewhere: --head FILE"
                : $"{file} now keeps this head; the next verification is compared with it");
        }

        return ExitCode.Ok;
    }
}

using System.Globalization;
using Mesh.Cli.Output;
using Mesh.Domain.Spelling;
using Mesh.Functions.Runbooks;
using Mesh.Orchestrations.Runbooks;
using Mesh.Orchestrations.Standbys;

namespace Mesh.Cli.Runbooks;

/// <summary>Runbooks as people read them.</summary>
internal static class RunbookText
{
    public static void Write(ConsoleOutput output, RunbookPlanView plan)
    {
        output.WriteLine(
            $"{Words.Of(plan.Kind)}, {Words.Of(plan.Mode)}: {Way(plan.From, plan.To)}; "
            + "nothing is changed");
        var table = new TextTable("step", "phase", "what it does", "at most");
        foreach (var step in plan.Steps)
        {
            table.Add(
                step.Id, Words.Of(step.Phase), step.Title,
                step.Seconds > 0 ? ProgressText.Duration(TimeSpan.FromSeconds(step.Seconds)) : "");
        }

        output.WriteTable(table);
        output.WriteLine($"Plan {plan.Digest}: who approves it in an incident names it by '--plan'");
    }

    public static void Write(ConsoleOutput output, RunbookView runbook)
    {
        var table = new TextTable("step", "done", "took", "what came of it");
        foreach (var step in runbook.Steps)
        {
            table.Add(
                step.Id,
                step.Done ? "yes" : "NO",
                ProgressText.Duration(step.Ended - step.Started),
                step.Decision is { } decision
                    ? $"{step.Told} [{decision.By}: {Words.Of(decision.Choice)} {decision.Note}]"
                    : step.Told);
        }

        output.WriteTable(table);
        output.WriteLine($"{runbook.Kind} {runbook.Id} {Way(runbook.From, runbook.To)}: {runbook.State}");
        if (runbook.Report is { } report)
        {
            output.WriteLine(report.Succeeded
                ? $"RTO {Seconds(report.RtoSeconds)}, RPO {Seconds(report.RpoSeconds)}, epoch {report.Epoch}"
                : report.Reason);
            if (report.ExactRpoSeconds is { } exact)
            {
                output.WriteLine($"exact RPO {Seconds(exact)}, as the old production has told since");
            }

            foreach (var receipt in report.Receipts)
            {
                output.WriteLine(Of(receipt));
            }

            foreach (var kept in report.Kept)
            {
                output.WriteLine(Of(kept));
            }
        }
        else if (runbook.Status is { Question: > 0 } status)
        {
            output.WriteLine($"it waits at {status.Step}: {status.Why}");
            output.WriteLine(status.Hint);
            output.WriteLine(
                $"decide: mesh runbook decide {runbook.Id} {string.Join('|', status.Choices)} "
                + $"--question {status.Question} --by NAME --note WHY");
        }
    }

    public static TextTable Table(IReadOnlyList<RunbookView> runbooks)
    {
        var table =
            new TextTable("id", "kind", "mode", "from", "to", "state", "asked by", "at", "RTO", "RPO");
        foreach (var runbook in runbooks)
        {
            table.Add(
                runbook.Id, runbook.Kind, runbook.Mode, runbook.From, runbook.To, runbook.State,
                runbook.RequestedBy,
                runbook.RequestedAt.ToString("u", CultureInfo.InvariantCulture),
                runbook.Report is null ? "" : Seconds(runbook.Report.RtoSeconds),
                runbook.Report is null
                    ? ""
                    : Seconds(runbook.Report.ExactRpoSeconds ?? runbook.Report.RpoSeconds));
        }

        return table;
    }

    private static string Way(string from, string to) => from == to ? $"at {to}" : $"from {from} to {to}";

    private static string Of(RunbookReceipt receipt)
    {
        var (written, what) = (receipt.Receipt, $"{receipt.Component} at {receipt.Site}");
        return written.Lost.Count == 0
            ? $"{what} had nothing that its successor lacked; receipt {written.Folder}"
            : $"{what} had {written.Transactions} transactions ({written.Rows} rows) that its successor lacked, "
                + $"over {Seconds(written.RpoSeconds)}; receipt {written.Folder}, "
                + $"SHA-256 {written.ManifestSha256}"
                + (written.TakenBack ? "" : "; they are still there, and the server cannot follow");
    }

    private static string Of(KeptFiles kept)
    {
        var what = $"{kept.Component} at {kept.Site}";
        return kept switch
        {
            { Given.Length: 0 } =>
                $"{what} is kept in snapshot {kept.Snapshot[..8]}; its successor was filled with none",
            { Added: 0, Changed: 0, Removed: 0 } =>
                $"{what} had nothing that its successor lacked; snapshot {kept.Snapshot[..8]}",
            _ => $"{what}: {kept.Added} entries added, {kept.Changed} changed, {kept.Removed} removed that its "
                + $"successor lacked, over {Seconds(kept.RpoSeconds)}: mesh vault diff --metadata "
                + $"{kept.Given[..8]} {kept.Snapshot[..8]}",
        };
    }

    private static string Seconds(double? seconds) => seconds is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"{known:0.###} s")
        : "not known";
}

using System.Globalization;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Runbooks;
using Mesh.Domain.Errors;
using Mesh.Domain.Runbooks;
using Mesh.Functions.Runbooks;

namespace Mesh.Cli.Demo.Failover;

/// <summary>The steps of the demo; what an operator would do, it does through the app's API.</summary>
internal sealed class FailoverDemoRun(
    ApiClient api, DemoFolder folder, ConsoleOutput output, TimeProvider time)
{
    private const int Clients = 8;
    private const int WarmUp = 300;
    private const int Afterwards = 100;
    private const string Who = "demo";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly DemoPlan plan = new(folder);

    public async Task<FailoverDemoReport> RunAsync(CancellationToken cancellationToken)
    {
        output.WriteLine("Starting two sites (MariaDB, HAProxy and an agent each) and a witness");
        var sites = await Task.WhenAll(
            DemoSite.StartAsync(plan, "a", 1, cancellationToken),
            DemoSite.StartAsync(plan, "b", 2, cancellationToken));
        await using var a = sites[0];
        await using var b = sites[1];
        await using var witness = await ConnectAsync(a, b, cancellationToken);
        await RunAsync(new RunbookRequest(DemoPlan.System, By: Who, Protect: true), cancellationToken);
        output.WriteLine("Protected: a is production, b follows and acknowledges every commit");

        await using var clients = new DemoClients(
            Clients, [plan.Port("a", DemoPort.Proxy), plan.Port("b", DemoPort.Proxy)], time);
        await UntilAsync(
            "clients are served",
            () => clients.Ledger.Count(WriteFate.Acknowledged) > WarmUp,
            cancellationToken);
        await UntilInStepAsync(a.Database, cancellationToken);

        var killed = time.GetUtcNow();
        var before = clients.Ledger.Count(WriteFate.Acknowledged);
        await a.LoseAsync(cancellationToken);
        output.WriteLine($"Site a killed under load, after {before} acknowledged writes");
        var failover = await FollowAsync(await AutomaticAsync(cancellationToken), cancellationToken);
        await UntilAsync(
            "clients are served again",
            () => clients.Ledger.AcknowledgedAfter(failover.EndedAt!.Value) > Afterwards,
            cancellationToken);
        var rto = clients.Ledger.LongestGapSince(killed)!.Value;
        var acknowledged = clients.Ledger.Acknowledged();
        var lost = acknowledged.Except(await TransfersAsync(b, cancellationToken)).Count();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Site b took over: nobody was served for {rto.TotalSeconds:0.0} s; lost writes: {lost}"));

        await a.RepairAsync(cancellationToken);
        var returning = time.GetUtcNow();
        var failback = await RunAsync(
            new RunbookRequest(DemoPlan.System, Planned: true, To: "a", By: Who), cancellationToken);
        await UntilAsync(
            "clients are served by a",
            () => clients.Ledger.AcknowledgedAfter(failback.EndedAt!.Value) > Afterwards,
            cancellationToken);
        await clients.StopAsync();
        var gap = clients.Ledger.LongestGapSince(returning)!.Value;
        var all = clients.Ledger.Acknowledged();
        var lostLater = all.Except(await TransfersAsync(a, cancellationToken)).Count();
        var report = new FailoverDemoReport(
            "hot",
            Seconds(rto),
            failover.Report!.RpoSeconds,
            acknowledged.Count,
            lost,
            Phases(failover, killed),
            new FailbackFigures(
                Seconds(gap), failback.Report!.RpoSeconds, all.Count, lostLater, Phases(failback, null)))
        {
            OwnSeconds = Seconds(failover.Report.Ended - failover.Report.Started),
            Automatic = failover.RequestedBy != Who,
            Evidence = failover.Steps
                .Select(step => step.Evidence?.Told).OfType<string>().FirstOrDefault("none"),
            Unknown = clients.Ledger.Count(WriteFate.Unknown),
            Failed = clients.Ledger.Count(WriteFate.Failed),
            Balanced = await IsBalancedAsync(a, b, cancellationToken),
        };
        Show(report);
        return report;
    }

    private async Task<DemoProgram> ConnectAsync(
        DemoSite a, DemoSite b, CancellationToken cancellationToken)
    {
        await api.PutSystemAsync(
            DemoPlan.System, plan.Manifest(), "bank.yaml", dryRun: false, null, cancellationToken);
        foreach (var place in DemoPlan.Places)
        {
            var key = await api.MakeAgentKeyAsync(DemoPlan.System, place, Who, cancellationToken);
            await File.WriteAllTextAsync(plan.KeyFile(place), key.Key + "\n", cancellationToken);
        }

        plan.WriteConfigurations(
            api.Server, new Dictionary<string, DemoDatabase> { ["a"] = a.Database, ["b"] = b.Database });
        await a.Database.ExecuteAsync(
            """
            CREATE USER repl@'%'; GRANT REPLICATION SLAVE, CONNECTION ADMIN ON *.* TO repl@'%';
            CREATE USER probe@'%';
            CREATE USER app@'%'; GRANT SELECT, INSERT, UPDATE ON bank.* TO app@'%';
            """ + DemoClients.Schema,
            cancellationToken);
        await using (var founding = await DemoProgram.StartAsync(
            plan.Log("found"),
            OwnProgram.Command("agent", "found", "--config", plan.AgentFile("w")),
            cancellationToken))
        {
            await UntilAsync("the voters are founded", () => !founding.IsRunning, cancellationToken);
        }

        await a.ConnectAsync(cancellationToken);
        await b.ConnectAsync(cancellationToken);
        return await DemoProgram.StartAsync(
            plan.Log("agent-w"),
            OwnProgram.Command("agent", "run", "--config", plan.AgentFile("w")),
            cancellationToken);
    }

    // Until then a commit would be acknowledged without the standby.
    private async Task UntilInStepAsync(DemoDatabase production, CancellationToken cancellationToken)
    {
        for (var began = time.GetTimestamp();
            (await production.NumbersAsync(
                "SELECT @@rpl_semi_sync_master_wait_no_slave", cancellationToken))[0] == 0;)
        {
            RequirePatience("every commit waits for the standby", began);
            await Task.Delay(Look, time, cancellationToken);
        }
    }

    private async Task<RunbookView> AutomaticAsync(CancellationToken cancellationToken)
    {
        for (var began = time.GetTimestamp(); ;)
        {
            var runbooks = await api.ListRunbooksAsync($"?system={DemoPlan.System}", cancellationToken);
            if (runbooks.Items.FirstOrDefault(each => each.Kind == "failover") is { } failover)
            {
                return failover;
            }

            RequirePatience("a failover begins by itself", began);
            await Task.Delay(Look, time, cancellationToken);
        }
    }

    private async Task<RunbookView> RunAsync(RunbookRequest request, CancellationToken cancellationToken) =>
        await FollowAsync(await api.RequestRunbookAsync(request, cancellationToken), cancellationToken);

    private async Task<RunbookView> FollowAsync(RunbookView begun, CancellationToken cancellationToken)
    {
        var ended = await RunbookFollower.WaitAsync(api, begun, question: 0, output, cancellationToken);
        return ended.State == "succeeded"
            ? ended
            : throw new MeshException(
                "demo-failed", ended.Id,
                ended.Status is { Question: > 0 } asked
                    ? $"it stopped at {asked.Step}: {asked.Why}"
                    : ended.Report?.Reason ?? "",
                "run it again with --keep and read the logs");
    }

    private static async Task<IReadOnlyList<long>> TransfersAsync(
        DemoSite site, CancellationToken cancellationToken) =>
        await site.Database.NumbersAsync("SELECT id FROM bank.transfer ORDER BY id", cancellationToken);

    // The standby applies what it has acknowledged a moment later.
    private async Task<bool> IsBalancedAsync(DemoSite a, DemoSite b, CancellationToken cancellationToken)
    {
        var transfers = await TransfersAsync(a, cancellationToken);
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < Patience;)
        {
            if (transfers.SequenceEqual(await TransfersAsync(b, cancellationToken)))
            {
                break;
            }

            await Task.Delay(Look, time, cancellationToken);
        }

        const string balances = "SELECT balance FROM bank.account ORDER BY id";
        var sums = await a.Database.NumbersAsync(balances, cancellationToken);
        return sums.Sum() == (long)DemoClients.Accounts * DemoClients.Balance
            && sums.SequenceEqual(await b.Database.NumbersAsync(balances, cancellationToken))
            && transfers.SequenceEqual(await TransfersAsync(b, cancellationToken));
    }

    private async Task UntilAsync(string what, Func<bool> so, CancellationToken cancellationToken)
    {
        for (var began = time.GetTimestamp(); !so();)
        {
            RequirePatience(what, began);
            await Task.Delay(Look, time, cancellationToken);
        }
    }

    private void RequirePatience(string what, long began)
    {
        if (time.GetElapsedTime(began) > Patience)
        {
            throw new MeshException(
                "demo-failed", what, $"that did not come to be within {Patience.TotalMinutes:0} minutes",
                "run it again with --keep and read the logs");
        }
    }

    private static IReadOnlyList<DemoPhase> Phases(RunbookView runbook, DateTimeOffset? killed) =>
        [
            .. killed is { } at
                ? [new DemoPhase("detect", Seconds(runbook.Report!.Started - at))]
                : Array.Empty<DemoPhase>(),
            .. runbook.Report!.Phases.Select(phase => new DemoPhase(phase.Name, Seconds(phase.Length))),
        ];

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);

    private void Show(FailoverDemoReport report)
    {
        var table = new TextTable("", "clients not served", "RPO", "acknowledged", "lost");
        table.Add(
            "failover", Text(report.RtoSeconds), Text(report.RpoSeconds),
            ProgressText.Count(report.Acknowledged), ProgressText.Count(report.Lost));
        table.Add(
            "failback", Text(report.Failback.RtoSeconds), Text(report.Failback.RpoSeconds),
            ProgressText.Count(report.Failback.Acknowledged), ProgressText.Count(report.Failback.Lost));
        output.WriteTable(table);
        var phases = report.Phases.Select(phase => $"{phase.Name} {Text(phase.Seconds)}");
        output.WriteLine($"Failover: {string.Join(", ", phases)}");
        output.WriteLine($"Evidence: {report.Evidence}");
        output.WriteLine(report.Balanced
            ? "Equal at both sites, and no money made or lost"
            : "NOT equal at both sites");
    }

    private static string Text(double? seconds) => seconds is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"{known:0.00} s")
        : "not known";
}

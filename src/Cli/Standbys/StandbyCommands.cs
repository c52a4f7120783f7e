using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Spelling;
using Mesh.Domain.Standbys;
using Mesh.Functions.Standbys;

namespace Mesh.Cli.Standbys;

/// <summary><c>mesh standby</c>: what sleeps, how it was found when woken, and waking it now.</summary>
public static class StandbyCommands
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private static readonly Argument<string> Name = new("SYSTEM") { Description = "The system's name" };

    private static readonly Option<bool> Inspect = new("--inspect")
    {
        Description = "Look at what stands by cold, instead of bringing forward what stands by warm",
    };

    private static readonly Option<bool> NoWait = new("--no-wait")
    {
        Description = "Do not wait for the end where a server does the work",
    };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var list = new Command(
            "list", "List what sleeps: when it was woken last, what that showed, when next")
        {
            DataFolder.Option,
        };
        list.Run(ListAsync);
        var cycles = new Command("cycles", "List the times that a system's standbys were woken")
        {
            Name, DataFolder.Option,
        };
        cycles.Run(CyclesAsync);
        var wake = new Command(
            "wake", "Wake a system's standbys, bring them forward, check them, and let them sleep again")
        {
            Name, Inspect, NoWait, DataFolder.Option,
        };
        wake.Run(WakeAsync);
        root.Add(new Command("standby", "Standbys that sleep: warm and cold") { list, cycles, wake });
    }

    private static async Task<int> ListAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var standbys = await session.Api.ListStandbysAsync("", cancellationToken);
        var table = new TextTable(
            "system", "kind", "last", "state", "ready after", "RPO", "drift", "next due");
        foreach (var each in standbys.Items)
        {
            table.Add(
                each.System, each.Kind, Time(each.Last?.StartedAt), each.Last?.State ?? "never",
                Span(each.Last?.ReadySeconds), Span(each.Last?.RpoSeconds),
                $"{each.Last?.Drift.Count ?? 0}", Time(each.DueAt));
        }

        output.WriteTable(table);
        output.WriteDocument(standbys);
        return ExitCode.Ok;
    }

    private static async Task<int> CyclesAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var name = SystemName.Parse(parsed.GetValue(Name)!);
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var cycles = await session.Api.ListCyclesAsync($"?system={name}", cancellationToken);
        var table = new TextTable("cycle", "state", "at", "ready after", "RPO", "what was found");
        foreach (var each in cycles.Items)
        {
            table.Add(
                each.Id, each.State, Time(each.StartedAt), Span(each.ReadySeconds), Span(each.RpoSeconds),
                string.Join("; ", new[] { each.Reason }.Concat(each.Drift).Where(text => text.Length > 0)));
        }

        output.WriteTable(table);
        output.WriteDocument(cycles);
        return ExitCode.Ok;
    }

    private static async Task<int> WakeAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var name = SystemName.Parse(parsed.GetValue(Name)!);
        var kind = parsed.GetValue(Inspect) ? CycleKind.Inspection : CycleKind.Cycle;
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var cycle = await session.Api.WakeStandbyAsync(
            new WakeRequest(name.Value, Words.Of(kind)), cancellationToken);
        while (cycle.EndedAt is null && (session.InProcess || !parsed.GetValue(NoWait)))
        {
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
            var cycles = await session.Api.ListCyclesAsync($"?system={name}", cancellationToken);
            cycle = cycles.Items.Single(each => each.Id == cycle.Id);
        }

        output.WriteLine(cycle.State == "succeeded"
            ? $"{cycle.Id}: ready after {Span(cycle.ReadySeconds)}, data of {Span(cycle.RpoSeconds)} before"
            : $"{cycle.Id}: {cycle.State} {cycle.Reason}".TrimEnd());
        foreach (var drift in cycle.Drift)
        {
            output.WriteLine($"  {drift}");
        }

        output.WriteDocument(cycle);
        return cycle.State == "failed" ? ExitCode.Failed : ExitCode.Ok;
    }

    private static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    private static string Span(double? seconds) =>
        seconds is { } known ? ProgressText.Duration(TimeSpan.FromSeconds(known)) : "none";
}

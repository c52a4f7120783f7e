using System.CommandLine;
using System.Globalization;
using Mesh.Catalog.Manifests;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;

namespace Mesh.Cli.Systems;

/// <summary><c>mesh system</c>: what is protected.</summary>
public static class SystemCommands
{
    private static readonly Argument<string> Name = new("SYSTEM") { Description = "The system's name" };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Do it without asking" };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var list = new Command("list", "List systems and how well they are protected") { DataFolder.Option };
        list.Run(ListAsync);
        var show = new Command("show", "Show a system's manifest") { Name, DataFolder.Option };
        show.Run(ShowAsync);
        var delete = new Command("delete", "Take a system off the list; what its vault holds stays")
        {
            Name, Yes, DataFolder.Option,
        };
        delete.Run(DeleteAsync);
        root.Add(new Command("system", "Say what is protected, and how")
        {
            ApplyCommand.Create(), AdviseCommand.Create(), StandingCommands.Status(),
            StandingCommands.Downtime(), list, show, delete,
        });
    }

    private static async Task<int> ListAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var systems = await session.Api.ListSystemsAsync(cancellationToken);
        var table = new TextTable("component", "newest point", "of the time", "RPO", "allowed", "met");
        foreach (var system in systems.Items)
        {
            foreach (var component in system.Components)
            {
                table.Add(
                    $"{system.Name}/{component.Component}",
                    component.NewestPoint ?? "none",
                    component.ConsistentAt?.ToString("u", CultureInfo.InvariantCulture) ?? "",
                    Duration(component.RpoSeconds),
                    Duration(component.RpoObjectiveSeconds),
                    component.MeetsObjective switch { null => "", true => "yes", false => "no" });
            }
        }

        output.WriteTable(table);
        output.WriteDocument(systems);
        return ExitCode.Ok;
    }

    private static async Task<int> ShowAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var name = SystemName.Parse(parsed.GetValue(Name)!);
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var system = await session.Api.GetSystemAsync(name.Value, cancellationToken);
        output.WriteLine(system.Manifest.TrimEnd());
        output.WriteDocument(system);
        return ExitCode.Ok;
    }

    private static async Task<int> DeleteAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var name = SystemName.Parse(parsed.GetValue(Name)!);
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        await session.Api.GetSystemAsync(name.Value, cancellationToken);
        Consent.Require(parsed.GetValue(Yes), $"Take the system '{name}' off the list?", output);
        await session.Api.DeleteSystemAsync(name.Value, cancellationToken);
        output.WriteLine($"{name} is off the list; its runs, its points and its vault stay");
        output.WriteDocument(new { system = name.Value, deleted = true });
        return ExitCode.Ok;
    }

    private static string Duration(double? seconds) =>
        seconds is { } known ? ProgressText.Duration(TimeSpan.FromSeconds(known)) : "";
}

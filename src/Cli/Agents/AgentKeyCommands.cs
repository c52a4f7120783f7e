using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;

namespace Mesh.Cli.Agents;

/// <summary><c>mesh agent key</c>, <c>keys</c> and <c>revoke</c>: who may take a place's orders.</summary>
internal static class AgentKeyCommands
{
    private static readonly Argument<string> Place = new("SYSTEM/PLACE")
    {
        Description = "The agent's site or the witness, as in shop/berlin",
    };

    private static readonly Argument<string?> Of = new("SYSTEM")
    {
        Description = "Whose keys; else all",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<long> Number = new("--number")
    {
        Description = "The key's number, as 'mesh agent keys' lists it",
        Required = true,
    };

    public static void AddTo(Command agent)
    {
        var key = new Command("key", "Make a key for the agent of a place; it is printed this once")
        {
            Place, By.Option, DataFolder.Option,
        };
        key.Run(MakeAsync);
        var keys = new Command("keys", "List the keys of agents, without the keys themselves")
        {
            Of, DataFolder.Option,
        };
        keys.Run(ListAsync);
        var revoke = new Command("revoke", "Make an agent's key open nothing from now on")
        {
            Place, Number, By.Option, DataFolder.Option,
        };
        revoke.Run(RevokeAsync);
        agent.Add(key);
        agent.Add(keys);
        agent.Add(revoke);
    }

    private static async Task<int> MakeAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var (system, place) = PlaceOf(parsed);
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var made = await session.Api.MakeAgentKeyAsync(
            system.Value, place.Value, parsed.GetValue(By.Option), cancellationToken);
        output.WriteLine(made.Key);
        output.Warn($"This is key {made.Number} of {system}/{place}. It is kept nowhere: put it into the "
            + "agent's keyFile now.");
        output.WriteDocument(made);
        return ExitCode.Ok;
    }

    private static async Task<int> ListAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var of = parsed.GetValue(Of) is { } name ? SystemName.Parse(name) : null;
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        if (of is not null)
        {
            await session.Api.GetSystemAsync(of.Value, cancellationToken);
        }

        var keys = await session.Api.ListAgentKeysAsync(of is null ? "" : $"?system={of}", cancellationToken);
        var table = new TextTable("number", "place", "state", "made", "by", "revoked", "by");
        foreach (var key in keys.Items)
        {
            table.Add(
                key.Number.ToString(CultureInfo.InvariantCulture), $"{key.System}/{key.Place}", key.State,
                key.CreatedAt.ToString("u", CultureInfo.InvariantCulture), key.CreatedBy,
                key.RevokedAt?.ToString("u", CultureInfo.InvariantCulture) ?? "", key.RevokedBy ?? "");
        }

        output.WriteTable(table);
        output.WriteDocument(keys);
        return ExitCode.Ok;
    }

    private static async Task<int> RevokeAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var (system, place) = PlaceOf(parsed);
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var revoked = await session.Api.RevokeAgentKeyAsync(
            system.Value, place.Value, parsed.GetValue(Number), parsed.GetValue(By.Option),
            cancellationToken);
        output.WriteLine($"Key {revoked.Number} of {system}/{place} opens nothing any more");
        output.WriteDocument(revoked);
        return ExitCode.Ok;
    }

    private static (SystemName System, SiteName Place) PlaceOf(ParseResult parsed)
    {
        var given = parsed.GetValue(Place)!;
        return given.Split('/') is [var system, var place]
            ? (SystemName.Parse(system), SiteName.Parse(place))
            : throw new MeshException(
                "bad-arguments", given, "is not a system and one of its places", "write SYSTEM/PLACE",
                ExitCode.BadInput);
    }
}

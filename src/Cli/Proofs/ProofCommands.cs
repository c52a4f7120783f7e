using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Runs;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Functions.Proofs;

namespace Mesh.Cli.Proofs;

/// <summary><c>mesh prove</c> and <c>mesh proofs</c>.</summary>
public static class ProofCommands
{
    private static readonly Argument<string> What = new("SYSTEM/COMPONENT")
    {
        Description = "The database whose restore is rehearsed",
    };

    private static readonly Argument<string?> Of = new("SYSTEM/COMPONENT")
    {
        Description = "Whose proofs; else all",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> NoWait = new("--no-wait")
    {
        Description = "Do not wait for the end where a server does the work",
    };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var prove = new Command(
            "prove",
            "Prove that a database can be restored: into a scratch server of this machine, every table compared")
        {
            What, NoWait, DataFolder.Option,
        };
        prove.Run(ProveAsync);
        var proofs = new Command("proofs", "List what proofs have shown, the newest first")
        {
            Of, DataFolder.Option,
        };
        proofs.Run(ListAsync);
        root.Add(prove);
        root.Add(proofs);
    }

    private static async Task<int> ProveAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var component = ComponentAddress.Parse(parsed.GetValue(What)!);
        var request = new ProofRequest(component.System.Value, component.Component.Value);
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var run = (await session.Api.RequestProofAsync(request, cancellationToken)).Runs[0];
        if (!session.InProcess && parsed.GetValue(NoWait))
        {
            output.WriteLine($"started {run.Id}");
            output.WriteDocument(run);
            return ExitCode.Ok;
        }

        var ended = await RunFollower.WaitAsync(session.Api, run, output, cancellationToken);
        var query = $"?system={component.System}&component={component.Component}";
        var proofs = (await session.Api.ListProofsAsync(query, cancellationToken)).Items
            .Where(proof => proof.Run == run.Id).ToList();
        output.WriteTable(Table(proofs));
        output.WriteLine(RunFollower.Describe(ended));
        output.WriteDocument(new { run = ended, proofs });
        return RunFollower.ExitCodeOf(ended);
    }

    private static async Task<int> ListAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var query = parsed.GetValue(Of) is { } of && ComponentAddress.Parse(of) is var component
            ? $"?limit=500&system={component.System}&component={component.Component}"
            : "?limit=500";
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var proofs = await session.Api.ListProofsAsync(query, cancellationToken);
        output.WriteTable(Table(proofs.Items));
        output.WriteDocument(proofs);
        return ExitCode.Ok;
    }

    private static TextTable Table(IReadOnlyList<ProofView> proofs)
    {
        var table = new TextTable("proven", "component", "at", "point", "as of", "tables", "bytes", "took");
        foreach (var proof in proofs)
        {
            table.Add(
                proof.Succeeded ? "yes" : "NO",
                $"{proof.System}/{proof.Component}",
                proof.At.ToString("u", CultureInfo.InvariantCulture),
                proof.Point,
                proof.Position.Length > 0 ? proof.Position : "the point",
                ProgressText.Count(proof.TablesCompared),
                ProgressText.Bytes(proof.Bytes + proof.LogBytes),
                ProgressText.Duration(TimeSpan.FromSeconds(proof.Stages.Sum(stage => stage.Seconds))));
        }

        return table;
    }
}

using System.CommandLine;
using System.Security.Cryptography;
using Mesh.Activities.ControlPlane;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Cli.Vault;
using Mesh.Domain.Errors;
using Mesh.Functions;
using Mesh.Runtime.Hosting;
using Mesh.Vault.Snapshots;

namespace Mesh.Cli.ControlPlane;

/// <summary>
/// <c>mesh rescue</c>: brings Mesh itself back from its repository, and keeps the one that was lost out.
/// </summary>
public static class RescueCommand
{
    private static readonly Option<string?> At = new("--at")
    {
        Description = "This snapshot and no other; else the newest that is whole",
        HelpName = "SNAPSHOT",
    };

    private static readonly Option<bool> ClaimOnly = new("--claim")
    {
        Description = "Restore nothing: have the Mesh of the data folder take the place of whichever Mesh "
            + "the voters know, once they can be asked",
    };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var rescue = new Command(
            "rescue",
            "Bring Mesh itself back on a bare machine, from the repository that it backs itself up to; exit "
            + "code 3: the voters of some system could not be asked yet")
        {
            VaultOptions.Repository, VaultOptions.PasswordFile, VaultOptions.NoLock, At, ClaimOnly,
            DataFolder.Option,
        };
        rescue.Run(RunAsync);
        root.Add(rescue);
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var data = Path.TrimEndingDirectorySeparator(DataFolder.Of(parsed));
        Snapshot? cut = null;
        var warnings = new Warnings(output);
        if (parsed.GetValue(ClaimOnly))
        {
            RequireIdle(data);
        }
        else
        {
            cut = await RestoreAsync(parsed, data, warnings, cancellationToken);
        }

        var rescued = await RescuedMesh.TakeOverAsync(
            data, cut, Environment.UserName, TimeProvider.System, cancellationToken);
        return RescueReport.Write(output, warnings, rescued);
    }

    // All or nothing: the folder is there when it is whole, and a start on half of one is not possible.
    private static async Task<Snapshot> RestoreAsync(
        ParseResult parsed, string data, Warnings warnings, CancellationToken cancellationToken)
    {
        RequireEmpty(data);
        var unfinished = data + ".rescuing";
        await using var session = await RepositorySession.OpenAsync(
            parsed, locked: !parsed.GetValue(VaultOptions.NoLock), readsAhead: true, cancellationToken);
        var cut = await session.RunAsync(async stop =>
        {
            await session.Repository.LoadIndexAsync(null, stop);
            return await CutChoice.RestoreAsync(
                session.Repository, parsed.GetValue(At), unfinished, warnings.Add, stop);
        });
        using (var random = RandomNumberGenerator.Create())
        {
            IncarnationFile.Open(unfinished, random);
        }

        Directory.Move(unfinished, data);
        return cut;
    }

    private static void RequireEmpty(string data)
    {
        if (File.Exists(data) || (Directory.Exists(data) && Directory.EnumerateFileSystemEntries(data).Any()))
        {
            throw new MeshException(
                "folder-not-empty", data, "it is not empty, and nothing in it is written over",
                "name another with --data, or move away what is there", ExitCode.BadInput);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(data)!);
        if (Directory.Exists(data))
        {
            // The finished folder is renamed into its place.
            Directory.Delete(data);
        }
    }

    private static void RequireIdle(string data)
    {
        if (!File.Exists(Path.Combine(data, AppWiring.CatalogFile)))
        {
            throw new MeshException(
                "no-mesh", data, "it is not the data folder of a Mesh", "name that with --data",
                ExitCode.BadInput);
        }

        if (RunningServer.Find(data) is { } server)
        {
            throw new MeshException(
                "data-folder-in-use", data, $"a server runs on it at {server.Url}",
                "stop it first; where only voters were silent, it claims by itself", ExitCode.Locked);
        }
    }
}

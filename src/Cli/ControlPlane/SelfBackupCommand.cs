using System.CommandLine;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;

namespace Mesh.Cli.ControlPlane;

/// <summary><c>mesh self-backup</c>: backs Mesh itself up now.</summary>
public static class SelfBackupCommand
{
    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var command = new Command(
            "self-backup", "Back Mesh itself up now, as its timer does, for 'mesh rescue'")
        {
            DataFolder.Option,
        };
        command.Run(RunAsync);
        root.Add(command);
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var control = await session.Api.BackUpControlPlaneAsync(cancellationToken);
        output.WriteLine(
            $"{ControlPlaneText.Of(control)}: {ProgressText.Bytes(control.Bytes ?? 0)}, verified, "
            + $"in {ProgressText.Duration(TimeSpan.FromSeconds(control.Seconds ?? 0))}");
        output.WriteDocument(control);
        return ExitCode.Ok;
    }
}

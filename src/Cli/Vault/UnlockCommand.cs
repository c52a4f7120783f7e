using System.CommandLine;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;

namespace Mesh.Cli.Vault;

/// <summary><c>mesh vault unlock</c></summary>
internal static class UnlockCommand
{
    public static Command Create()
    {
        var command = new Command("unlock", "Remove locks whose holders are gone");
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ConsoleOutput output, CancellationToken stop)
    {
        await using var session = await RepositorySession.OpenAsync(
            parsed, locked: false, readsAhead: false, stop);
        var removed = await session.Repository.Locks.RemoveStaleAsync(stop);
        var left = await session.Repository.Locks.ListAsync(stop);
        output.WriteLine($"removed {removed} locks, {left.Count} are in use");
        output.WriteDocument(new { Removed = removed, InUse = left.Count });
        return ExitCode.Ok;
    }
}

using System.CommandLine;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;

namespace Mesh.Cli.Vault;

/// <summary><c>mesh vault unlock</c></summary>
internal static class UnlockCommand
{
    private static readonly Option<bool> RemoveAll = new("--remove-all")
    {
        Description = "Remove every lock, also one that cannot be read; make sure that nobody works",
    };

    public static Command Create()
    {
        var command = new Command("unlock", "Remove locks whose holders are gone") { RemoveAll };
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ConsoleOutput output, CancellationToken stop)
    {
        await using var session = await RepositorySession.OpenAsync(
            parsed, locked: false, readsAhead: false, stop);
        var locks = session.Repository.Locks;
        var removed = parsed.GetValue(RemoveAll)
            ? await locks.RemoveAllAsync(stop)
            : await locks.RemoveStaleAsync(stop);
        var left = await locks.ListAsync(stop);
        output.WriteLine($"removed {removed} locks, {left.Count} are in use");
        output.WriteDocument(new { Removed = removed, InUse = left.Count });
        return ExitCode.Ok;
    }
}

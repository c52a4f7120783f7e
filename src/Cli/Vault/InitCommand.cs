using System.CommandLine;
using System.Security.Cryptography;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Vault;

namespace Mesh.Cli.Vault;

/// <summary><c>mesh vault init</c></summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var command = new Command("init", "Make a new repository");
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ConsoleOutput output, CancellationToken stop)
    {
        using var random = RandomNumberGenerator.Create();
        await using var store = ObjectStores.Open(VaultOptions.Location(parsed), TimeProvider.System);
        var password = VaultOptions.Password(parsed);
        using var repository =
            await Repository.InitAsync(store, password, RepositorySession.Options(random), stop);
        output.WriteLine($"created repository {repository.Config.Id.ToShortString()} at {store.Location}");
        output.WriteLine("Without the password its data is lost: keep the password in a safe place.");
        output.WriteDocument(new
        {
            Id = repository.Config.Id.ToString(),
            store.Location,
            repository.Config.Version,
        });
        return ExitCode.Ok;
    }
}

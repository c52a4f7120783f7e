using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Vault.Keys;

namespace Mesh.Cli.Vault;

/// <summary><c>mesh vault key</c>: the passwords of a repository.</summary>
internal static class KeyCommand
{
    private static readonly Option<string> NewPasswordFile = new("--new-password-file")
    {
        Description = "File with the new password", Required = true,
    };

    private static readonly Argument<string> Id = new("ID") { Description = "The key, or its beginning" };

    public static Command Create()
    {
        var list = new Command("list", "Show the keys; '*' marks the one that was used");
        var add = new Command("add", "Let another password open the repository") { NewPasswordFile };
        var remove = new Command("remove", "Let a password open the repository no more") { Id };
        var change = new Command("passwd", "Another password in place of the one given") { NewPasswordFile };
        list.Run(ListAsync);
        add.Run((parsed, output, stop) => EndAsync(
            parsed, output, "added", (keys, cancel) => keys.AddAsync(NewPassword(parsed), cancel), stop));
        remove.Run((parsed, output, stop) => EndAsync(
            parsed, output, "removed", (keys, cancel) => keys.RemoveAsync(parsed.GetValue(Id)!, cancel), stop));
        change.Run((parsed, output, stop) => EndAsync(
            parsed, output, "changed", (keys, cancel) => keys.ChangeAsync(NewPassword(parsed), cancel), stop));
        return new Command("key", "Manage the passwords of the repository") { list, add, remove, change };
    }

    private static async Task<int> ListAsync(ParseResult parsed, ConsoleOutput output, CancellationToken stop)
    {
        await using var session = await RepositorySession.OpenAsync(
            parsed, locked: false, readsAhead: false, stop);
        var keys = await session.Repository.Keys.ListAsync(stop);
        var table = new TextTable("", "key", "user", "host", "created");
        foreach (var key in keys)
        {
            table.Add(
                key.IsCurrent ? "*" : "", key.Id.ToShortString(), key.User, key.Host,
                key.Created?.ToString("u", CultureInfo.InvariantCulture) ?? "");
        }

        output.WriteTable(table);
        output.WriteDocument(new
        {
            Keys = keys.Select(key => new
            {
                Id = key.Id.ToString(), key.IsCurrent, key.User, key.Host, key.Created,
            }),
        });
        return ExitCode.Ok;
    }

    private static async Task<int> EndAsync(
        ParseResult parsed,
        ConsoleOutput output,
        string done,
        Func<RepositoryKeys, CancellationToken, Task<Mesh.Vault.BlobId>> act,
        CancellationToken stop)
    {
        await using var session = await RepositorySession.OpenAsync(
            parsed, locked: true, readsAhead: false, stop);
        var id = await session.RunAsync(cancel => act(session.Repository.Keys, cancel));
        output.WriteLine($"{done} key {id.ToShortString()}");
        output.WriteDocument(new { Done = done, Id = id.ToString() });
        return ExitCode.Ok;
    }

    private static string NewPassword(ParseResult parsed) =>
        VaultOptions.ReadPassword(parsed.GetValue(NewPasswordFile)!);
}

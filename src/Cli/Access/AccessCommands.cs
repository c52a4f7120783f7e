using System.CommandLine;
using System.Security.Cryptography;
using Mesh.Catalog.Access;
using Mesh.Cli.Output;
using Mesh.Domain.Access;
using Mesh.Domain.Errors;
using Mesh.Domain.Spelling;

namespace Mesh.Cli.Access;

/// <summary><c>mesh access</c>: keys for people.</summary>
public static class AccessCommands
{
    private static readonly Argument<string> Name = new("NAME") { Description = "Whose key it is to be" };

    private static readonly Option<string> Role = new("--role")
    {
        Description = "What they may do: viewer, operator, approver or admin",
        HelpName = "ROLE",
        Required = true,
    };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var key = new Command(
            "key",
            "Make a key, and print the lines that let it in; nothing is changed until they are declared")
        {
            Name, Role,
        };
        key.Run(MakeAsync);
        root.Add(new Command("access", "Who may use Mesh, and what for") { key });
    }

    private static Task<int> MakeAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var name = Person.ReadName(parsed.GetValue(Name)!).OrThrow("bad-name", "NAME");
        var role = Words.Read<Role>(parsed.GetValue(Role)!).OrThrow("bad-role", "--role");
        using var random = RandomNumberGenerator.Create();
        var key = AccessFile.NewKey(random);
        var document = new NewKey(name, Words.Of(role), key, AccessFile.Declared(key));
        output.WriteLine($"Key of {name}, shown this once: {key}");
        output.WriteLine(
            "They set MESH_API_KEY to it. Let it in by these lines of access.yaml in the data folder:");
        output.WriteLine();
        output.WriteLine("  apiVersion: mesh/v1");
        output.WriteLine("  kind: Access");
        output.WriteLine("  people:");
        output.WriteLine($"    - {{name: {name}, role: {document.Role}, keys: ['{document.Declared}']}}");
        output.WriteDocument(document);
        return Task.FromResult(ExitCode.Ok);
    }

    private sealed record NewKey(string Name, string Role, string Key, string Declared);
}

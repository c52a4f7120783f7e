using System.CommandLine;
using System.Text.Json.Nodes;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Domain.Evidence;

namespace Mesh.Cli.Drills;

/// <summary><c>mesh drill verify</c>: needs the file, and nothing of the Mesh that made it.</summary>
internal static class VerifyCommand
{
    // Evidence is a few kilobytes a component.
    private const long Longest = 64 << 20;

    private static readonly Argument<string> File = new("FILE") { Description = "The evidence" };

    private static readonly Option<string?> Key = new("--key")
    {
        Description = "The public key that must have signed it: the line that 'mesh drill key' prints",
    };

    public static Command Create()
    {
        var verify = new Command("verify", "Say whether evidence is as it was signed, and by which key")
        {
            File, Key,
        };
        verify.Run(VerifyAsync);
        return verify;
    }

    private static async Task<int> VerifyAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var file = parsed.GetValue(File)!;
        EvidenceKey? key = parsed.GetValue(Key) is { } given
            ? EvidenceKey.Read(given.Trim()).OrThrow("bad-key", "--key")
            : null;
        var signed = SignedEvidence.Verify(await ReadAsync(file, cancellationToken), file, key);
        var tree = signed.Tree();
        output.WriteLine($"OK: {Text(tree, "drill")}, {Text(tree, "outcome")}, as it was signed");
        output.WriteLine((string?)tree["figures"]?["verdict"] ?? "");
        output.WriteLine(key is null
            ? $"signed with the key {signed.PublicKey.Fingerprint}: compare that with 'mesh drill key'"
            : $"signed with that key, {key.Fingerprint}");
        output.WriteDocument(new JsonObject
        {
            ["ok"] = true,
            ["keyId"] = signed.PublicKey.Fingerprint,
            ["evidence"] = tree,
        });
        return ExitCode.Ok;
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return new FileInfo(file).Length > Longest
                ? throw new MeshException(
                    "not-evidence", file, "it is too large", "name another file", ExitCode.BadInput)
                : await global::System.IO.File.ReadAllBytesAsync(file, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(
                "cannot-read", file, error.Message.TrimEnd('.'), "name a file that can be read",
                ExitCode.BadInput, error);
        }
    }

    private static string Text(JsonObject tree, string name) => (string?)tree[name] ?? "?";
}

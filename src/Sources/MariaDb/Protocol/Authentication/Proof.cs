using System.Text;
using Mesh.Domain.Errors;

namespace Mesh.Sources.MariaDb.Protocol.Authentication;

/// <summary>Proves that we know the password without sending it.</summary>
internal static class Proof
{
    private const string Ed25519 = "client_ed25519";
    private const int Ed25519ChallengeSize = 32;

    /// <summary>Whether the plugin is one that we know.</summary>
    public static bool IsKnown(string plugin) => plugin is NativePassword.Name or Ed25519;

    /// <exception cref="MeshException"><c>authentication-plugin</c>: the plugin is none of ours, perhaps
    /// because it wants the password itself.</exception>
    public static byte[] Make(string subject, string plugin, string password, ReadOnlySpan<byte> challenge) =>
        plugin switch
        {
            NativePassword.Name => NativePassword.Prove(
                password, Exactly(challenge, NativePassword.ChallengeSize)),
            Ed25519 => Ed25519Signature.Sign(
                Encoding.UTF8.GetBytes(password), Exactly(challenge, Ed25519ChallengeSize)),
            _ => throw new MeshException("authentication-plugin", subject,
                $"the account uses the plugin '{Printable(plugin)}', which Mesh does not speak",
                $"use an account with ed25519 or {NativePassword.Name}", ExitCode.BadInput),
        };

    // Some plugins put a zero behind.
    private static ReadOnlySpan<byte> Exactly(ReadOnlySpan<byte> challenge, int size) =>
        challenge.Length >= size
            ? challenge[..size]
            : throw new FormatException("the server's challenge is too short");

    private static string Printable(string text) =>
        new([.. text.Take(60).Select(c => c is >= ' ' and <= '~' ? c : '?')]);
}

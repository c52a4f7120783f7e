using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Mesh.Sources.MariaDb.Protocol.Authentication;

/// <summary>The plugin <c>mysql_native_password</c>: a proof by SHA-1 over a challenge of 20 bytes.</summary>
internal static class NativePassword
{
    public const string Name = "mysql_native_password";

    public const int ChallengeSize = 20;

    [SuppressMessage("Security", "CA5350", Justification = "the server's protocol fixes the hash")]
    public static byte[] Prove(string password, ReadOnlySpan<byte> challenge)
    {
        if (password.Length == 0)
        {
            return [];
        }

        var once = SHA1.HashData(Encoding.UTF8.GetBytes(password));
        var proof = SHA1.HashData([.. challenge, .. SHA1.HashData(once)]);
        for (var i = 0; i < proof.Length; i++)
        {
            proof[i] ^= once[i];
        }

        return proof;
    }
}

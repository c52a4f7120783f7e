using System.Security.Cryptography;

namespace Mesh.Activities.Sites;

/// <summary>Seeds the pauses between claims, so that two that claim at once do not go on in step.</summary>
internal static class ClaimSeed
{
    public static int Of(RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        random.GetBytes(bytes);
        return BitConverter.ToInt32(bytes);
    }
}

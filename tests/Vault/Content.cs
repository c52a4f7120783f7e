namespace Mesh.Tests.Vault;

/// <summary>Bytes to save.</summary>
internal static class Content
{
    public static byte[] Random(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Bytes that shrink to about half.</summary>
    public static byte[] Compressible(Random random, int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)random.Next(16);
        }

        return bytes;
    }
}

namespace Mesh.Sources.Files.Linux;

/// <summary>Bytes with the NUL after them that the C library wants.</summary>
internal static class NulTerminated
{
    /// <summary>Room that holds nearly every name; longer text is put on the heap.</summary>
    public const int Scratch = 320;

    /// <summary>The text and a NUL, in <paramref name="scratch"/> if it fits.</summary>
    public static Span<byte> Copy(ReadOnlySpan<byte> text, Span<byte> scratch)
    {
        var copy = text.Length < scratch.Length ? scratch[..(text.Length + 1)] : new byte[text.Length + 1];
        text.CopyTo(copy);
        copy[^1] = 0;
        return copy;
    }
}

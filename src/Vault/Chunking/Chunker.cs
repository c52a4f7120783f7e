namespace Mesh.Vault.Chunking;

/// <summary>
/// Finds where restic cuts a file: where the Rabin fingerprint of the last 64 bytes has 20 zero bits, but no piece is
/// shorter than 512 KiB or longer than 8 MiB. For one file at a time.
/// </summary>
public sealed class Chunker
{
    /// <summary>No piece but a file's last is shorter.</summary>
    public const int MinSize = 512 << 10;

    /// <summary>No piece is longer: a buffer of this size always suffices.</summary>
    public const int MaxSize = 8 << 20;

    /// <summary>
    /// The length of the piece that <paramref name="data"/> begins with, or 0 when its end is not in sight yet: then
    /// call again with the same bytes and more after them. When a piece has been found the next call begins a new one.
    /// </summary>
    /// <param name="data">All bytes from the start of the piece that are at hand.</param>
    /// <param name="isEnd">Whether the file ends with <paramref name="data"/>; then what is left is the last piece.</param>
    public int FindCut(ReadOnlySpan<byte> data, bool isEnd) => throw new NotImplementedException();

    /// <summary>Forgets a piece begun, for a new file.</summary>
    public void Reset() => throw new NotImplementedException();
}

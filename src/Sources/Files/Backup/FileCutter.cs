using Mesh.Sources.Files.Linux;
using Mesh.Vault.Chunking;

namespace Mesh.Sources.Files.Backup;

/// <summary>
/// Finds the pieces of a file from one offset to another. A hole is not read where it is long enough to be
/// cut into pieces of zeros: the fingerprint of zeros is zero, so restic cuts them as short as pieces may be.
/// </summary>
internal sealed class FileCutter(OpenFile file, Chunker chunker, long start, long end, bool mayHaveHoles)
{
    /// <summary>The length of each piece in a hole.</summary>
    public const int HoleSize = Chunker.MinSize;

    private int _filled;
    private bool _atEnd;
    private long _holeEnd;

    /// <summary>Where the next piece starts.</summary>
    public long Position { get; private set; } = start;

    /// <summary>
    /// The next piece, which the buffer then begins with unless it is in a hole; of length 0 at the end.
    /// </summary>
    public (int Length, bool IsHole) Next(byte[] buffer, int step)
    {
        if (IsHole())
        {
            return (HoleSize, true);
        }

        while (true)
        {
            var length = chunker.FindCut(buffer.AsSpan(0, _filled), _atEnd);
            if (length > 0 || _atEnd)
            {
                return (length, false);
            }

            var wanted = (int)Math.Min(Math.Min(step, buffer.Length - _filled), end - Position - _filled);
            var read = file.Read(buffer.AsSpan(_filled, wanted), Position + _filled);
            _filled += read;
            _atEnd = read < wanted || Position + _filled >= end;
        }
    }

    /// <summary>Goes past a piece.</summary>
    public void Advance(byte[] buffer, (int Length, bool IsHole) piece)
    {
        Position += piece.Length;
        var gone = Math.Min(piece.Length, _filled); // of a hole, only what was read ahead
        buffer.AsSpan(gone, _filled - gone).CopyTo(buffer);
        _filled -= gone;
    }

    private bool IsHole()
    {
        if (!mayHaveHoles)
        {
            return false;
        }

        if (_holeEnd <= Position)
        {
            var data = file.NextData(Position);
            _holeEnd = Math.Min(Math.Min(data, end), file.Status().Size);
        }

        return _holeEnd - Position >= HoleSize;
    }
}

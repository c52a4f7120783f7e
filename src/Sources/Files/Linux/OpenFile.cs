using Microsoft.Win32.SafeHandles;

namespace Mesh.Sources.Files.Linux;

/// <summary>An open file or directory; reads and writes at offsets.</summary>
internal sealed unsafe class OpenFile : SafeHandleMinusOneIsInvalid
{
    private const int EmptyPath = 0x1000;
    private const int PunchHole = 0x02 | 0x01; // and keep the size
    private const int SeekData = 3;

    private readonly byte[] _path;

    /// <param name="descriptor">Closed with this object.</param>
    /// <param name="path">For messages; kept, not copied.</param>
    public OpenFile(int descriptor, byte[] path)
        : base(ownsHandle: true)
    {
        SetHandle(descriptor);
        _path = path;
    }

    public int Descriptor => (int)handle;

    public ReadOnlySpan<byte> Path => _path;

    public FileStatus Status()
    {
        StatX raw;
        byte empty = 0;
        Check(Libc.StatX(Descriptor, &empty, EmptyPath, SystemCalls.BasicStats, &raw), "fstat");
        return new FileStatus(raw);
    }

    /// <summary>Reads until the destination is full or the file ends.</summary>
    /// <returns>How many bytes were read.</returns>
    public int Read(Span<byte> destination, long offset)
    {
        var filled = 0;
        fixed (byte* start = destination)
        {
            while (filled < destination.Length)
            {
                var count =
                    Libc.PRead(
                        Descriptor, start + filled, (nuint)(destination.Length - filled), offset + filled);
                if (count == 0)
                {
                    break;
                }

                if (count < 0)
                {
                    CheckUnlessInterrupted("read");
                    continue;
                }

                filled += (int)count;
            }
        }

        return filled;
    }

    public void Write(ReadOnlySpan<byte> content, long offset)
    {
        fixed (byte* start = content)
        {
            for (var written = 0; written < content.Length;)
            {
                var count = Libc.PWrite(
                    Descriptor, start + written, (nuint)(content.Length - written), offset + written);
                if (count < 0)
                {
                    CheckUnlessInterrupted("write");
                    continue;
                }

                written += (int)count;
            }
        }
    }

    public void SetSize(long size) => Check(Libc.FTruncate(Descriptor, size), "ftruncate");

    /// <summary>Makes a hole, which reads as zeros.</summary>
    /// <returns>False where the file system has no holes; the file is then as before.</returns>
    public bool TryPunchHole(long offset, long size)
    {
        if (Libc.FAllocate(Descriptor, PunchHole, offset, size) >= 0)
        {
            return true;
        }

        var error = SystemCalls.LastError;
        return error == Errno.NotSupported ? false : throw new SystemCallException("fallocate", _path, error);
    }

    /// <summary>Where the next data begins at or after the offset: the offset itself where that cannot be
    /// told, and the largest number where only a hole follows.</summary>
    public long NextData(long offset)
    {
        const int NoMoreData = 6;
        var position = Libc.LSeek(Descriptor, offset, SeekData);
        return position >= 0 ? position : SystemCalls.LastError == NoMoreData ? long.MaxValue : offset;
    }

    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;

    private void Check(int result, string call)
    {
        if (result < 0)
        {
            throw new SystemCallException(call, _path, SystemCalls.LastError);
        }
    }

    private void CheckUnlessInterrupted(string call)
    {
        if (SystemCalls.LastError is var error and not Errno.Interrupted)
        {
            throw new SystemCallException(call, _path, error);
        }
    }
}

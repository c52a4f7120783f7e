using System.Runtime.InteropServices;
using System.Text;

namespace Mesh.Sources.Files.Linux;

/// <summary>A system call that failed, with the path it was about.</summary>
public sealed class SystemCallException : IOException
{
    internal SystemCallException(string call, ReadOnlySpan<byte> path, int error)
        : base($"{call} {Encoding.UTF8.GetString(path)}: {Marshal.GetPInvokeErrorMessage(error)}") =>
            Error = error;

    /// <summary>The C library's number of the reason.</summary>
    public int Error { get; }

    /// <summary>Whether the reason is that there is no such file (any more).</summary>
    public bool IsNotFound => Error is Errno.NoEntry or Errno.NotDirectory;
}

using System.Text;
using Mesh.Sources.Progress;

namespace Mesh.Sources.Files.Restore;

/// <summary>Counts what a restore does and collects its problems, for many threads.</summary>
internal sealed class RestoreReport(FilesRestoreOptions options)
{
    private const int MostKept = 1000;

    private readonly Lock _gate = new();
    private readonly List<RestoreProblem> _problems = [];
    private readonly TransferProgress? _progress = options.Progress;
    private long _problemCount;
    private long _files;
    private long _others;
    private long _bytes;

    public void Problem(ReadOnlySpan<byte> location, string reason)
    {
        var problem = new RestoreProblem(Encoding.UTF8.GetString(location), reason);
        lock (_gate)
        {
            _problemCount++;
            if (_problems.Count < MostKept)
            {
                _problems.Add(problem);
            }
        }

        options.OnProblem?.Invoke(problem);
    }

    public void File()
    {
        Interlocked.Increment(ref _files);
        _progress?.AddFile();
    }

    public void Other()
    {
        Interlocked.Increment(ref _others);
        _progress?.AddFile();
    }

    public void Bytes(long count)
    {
        Interlocked.Add(ref _bytes, count);
        _progress?.AddBytes(count);
    }

    public void Current(byte[] location) => _progress?.SetCurrent(location);

    public FilesRestoreResult Result()
    {
        lock (_gate)
        {
            return new FilesRestoreResult(_files, _others, _bytes, _problemCount, [.. _problems]);
        }
    }
}

using System.Text;
using Mesh.Sources.Files.Linux;

namespace Mesh.Sources.Files;

/// <summary>Collects warnings from many threads: all are counted, the first thousand are kept.</summary>
internal sealed class SourceWarnings(Action<SourceWarning>? listener)
{
    private const int MostKept = 1000;

    private readonly Lock _gate = new();
    private readonly List<SourceWarning> _kept = [];

    public long Count { get; private set; }

    public IReadOnlyList<SourceWarning> Kept
    {
        get
        {
            lock (_gate)
            {
                return [.. _kept];
            }
        }
    }

    public void Add(SourceWarningKind kind, ReadOnlySpan<byte> path, string reason)
    {
        var warning = new SourceWarning(kind, Encoding.UTF8.GetString(path), reason);
        lock (_gate)
        {
            Count++;
            if (_kept.Count < MostKept)
            {
                _kept.Add(warning);
            }
        }

        listener?.Invoke(warning);
    }

    public void Add(ReadOnlySpan<byte> path, SystemCallException error) =>
        Add(error.IsNotFound
            ? SourceWarningKind.Vanished
            : SourceWarningKind.Unreadable, path, error.Message);
}

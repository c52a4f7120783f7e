using System.Globalization;

namespace Mesh.Bench.MariaDb;

/// <summary>Measured times, of which percentiles are printed.</summary>
internal sealed class Samples
{
    private readonly Lock _lock = new();
    private readonly List<double> _milliseconds = [];

    public int Count => _milliseconds.Count;

    public void Add(TimeSpan time)
    {
        lock (_lock)
        {
            _milliseconds.Add(time.TotalMilliseconds);
        }
    }

    /// <summary><c>p50=… p99=… max=…</c>, in milliseconds.</summary>
    public override string ToString()
    {
        lock (_lock)
        {
            _milliseconds.Sort();
            return string.Create(CultureInfo.InvariantCulture,
                $"p50={At(0.50):0.00} p99={At(0.99):0.00} max={At(1):0.00}");
        }
    }

    private double At(double share) => _milliseconds.Count == 0
        ? double.NaN
        : _milliseconds[(int)Math.Ceiling(share * (_milliseconds.Count - 1))];
}

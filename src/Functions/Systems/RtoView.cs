using Mesh.Domain.Measures;

namespace Mesh.Functions.Systems;

/// <summary>How long a restore would take; nine of ten are expected between low and high.</summary>
public sealed record RtoView(double ExpectedSeconds, double LowSeconds, double HighSeconds, int Samples)
{
    internal static RtoView Of(RtoForecast forecast) => new(
        forecast.Expected.TotalSeconds,
        forecast.Low.TotalSeconds,
        forecast.High.TotalSeconds,
        forecast.Samples);
}

using Mesh.Domain.Measures;

namespace Mesh.Tests.Unit.Measures;

public class RtoForecastTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void One_restore_tells_by_its_speeds_within_what_is_usual()
    {
        RestoreEffort[] done = [new(1_000, Minute, TimeSpan.FromHours(1), Minute)];

        var forecast = RtoForecast.Of(done, 2_000, TimeSpan.FromHours(3))!;

        Assert.Equal(5, forecast.Expected.TotalMinutes, 3);
        Assert.InRange(forecast.Low, 1.5 * Minute, 3.5 * Minute);
        Assert.InRange(forecast.High, 7 * Minute, 16 * Minute);
    }

    [Fact]
    public void The_more_alike_restores_there_are_the_narrower_the_interval()
    {
        var one = new RestoreEffort(1_000, Minute, TimeSpan.Zero, TimeSpan.Zero);

        var widths = new[] { 1, 3, 6, 12 }.Select(count =>
            RtoForecast.Of([.. Enumerable.Repeat(one, count)], 1_000, TimeSpan.Zero)!)
            .Select(forecast => forecast.High / forecast.Low).ToList();

        Assert.Equal(widths.OrderDescending(), widths);
        Assert.InRange(widths[^1], 1.1, 1.6);
    }

    [Fact]
    public void Nine_of_ten_restores_of_like_machines_fall_into_the_interval()
    {
        var random = new Random(20260301);
        var inside = 0;
        for (var round = 0; round < 2_000; round++)
        {
            var times = Enumerable.Range(0, 7).Select(_ => Minute * Math.Exp(0.3 * Normal(random))).ToList();
            var done = times.Take(6).Select(time => new RestoreEffort(1, time, TimeSpan.Zero, TimeSpan.Zero));
            var forecast = RtoForecast.Of([.. done], 1, TimeSpan.Zero)!;
            inside += times[6] >= forecast.Low && times[6] <= forecast.High ? 1 : 0;
        }

        Assert.InRange(inside, 1_740, 1_880);
    }

    [Fact]
    public void A_restore_without_log_borrows_the_pace_of_the_others()
    {
        RestoreEffort[] done =
        [
            new(1_000, Minute, TimeSpan.Zero, TimeSpan.Zero),
            new(1_000, Minute, TimeSpan.FromHours(1), Minute),
        ];

        var forecast = RtoForecast.Of(done, 1_000, TimeSpan.FromHours(1))!;

        Assert.Equal(2, forecast.Expected.TotalMinutes, 3);
    }

    [Fact]
    public void Without_restores_nothing_is_foretold() => Assert.Null(RtoForecast.Of([], 1, TimeSpan.Zero));

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Events;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Mesh.Tests.MariaDb.Log;

public class RpoMeterTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void The_rpo_is_the_age_of_the_latest_question_whose_answer_is_in_the_vault()
    {
        var meter = new RpoMeter(_time);
        Assert.Null(meter.Current);

        Poll(meter, "0-1-5");
        Pass(10);
        Poll(meter, "0-1-9");
        Pass(3);
        Assert.Null(meter.Current);

        meter.Stored(GtidPosition.Parse("0-1-6"));
        Assert.Equal(TimeSpan.FromSeconds(13), meter.Current);
        meter.Stored(GtidPosition.Parse("0-1-9"));
        Assert.Equal(TimeSpan.FromSeconds(3), meter.Current);

        // An idle source answers with what is in the vault already.
        Poll(meter, "0-1-9");
        Assert.Equal(TimeSpan.Zero, meter.Current);
        Pass(2);
        Assert.Equal(TimeSpan.FromSeconds(2), meter.Current);
    }

    [Fact]
    public void Every_domain_must_be_in_the_vault()
    {
        var meter = new RpoMeter(_time);
        Poll(meter, "0-1-5,7-1-2");

        meter.Stored(GtidPosition.Parse("0-1-8"));
        Assert.Null(meter.Current);
        meter.Stored(GtidPosition.Parse("0-1-8,7-3-2"));
        Assert.Equal(TimeSpan.Zero, meter.Current);
    }

    [Fact]
    public void A_stall_of_hours_keeps_the_measure_and_bounds_the_memory()
    {
        var meter = new RpoMeter(_time);
        for (var i = 1; i <= 20_000; i++)
        {
            Poll(meter, $"0-1-{i}");
            Pass(1);
        }

        meter.Stored(GtidPosition.Parse("0-1-20000"));
        Assert.Equal(TimeSpan.FromSeconds(1), meter.Current);
    }

    private void Poll(RpoMeter meter, string position) =>
        meter.Polled(_time.GetTimestamp(), GtidPosition.Parse(position));

    private void Pass(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}

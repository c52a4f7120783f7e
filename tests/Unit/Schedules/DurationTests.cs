using CsCheck;
using Mesh.Domain.Errors;
using Mesh.Domain.Schedules;

namespace Mesh.Tests.Unit.Schedules;

public class DurationTests
{
    [Theory]
    [InlineData("15m", 15 * 60, "15m")]
    [InlineData("24h", 24 * 3600, "1d")]
    [InlineData("7d", 7 * 86400, "7d")]
    [InlineData("1w", 7 * 86400, "7d")]
    [InlineData("1h30m", 90 * 60, "1h30m")]
    [InlineData("90m", 90 * 60, "1h30m")]
    [InlineData("0s", 0, "0s")]
    [InlineData("36525d", 36525L * 86400, "36525d")]
    public void A_duration_is_read_and_written(string text, long seconds, string canonical)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Durations.Parse(text));
        Assert.Equal(canonical, Durations.Format(Durations.Parse(text)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("h")]
    [InlineData("5x")]
    [InlineData("-5m")]
    [InlineData("1.5h")]
    [InlineData("5m1h")]
    [InlineData("5m5m")]
    [InlineData("5m 3s")]
    [InlineData("5M")]
    [InlineData("36526d")]
    [InlineData("99999999999999999999999999d")]
    public void What_is_no_duration_is_refused(string text)
    {
        var refusal = Assert.Throws<MeshException>(() => Durations.Parse(text));

        Assert.Equal(("invalid-duration", ExitCode.BadInput), (refusal.Code, refusal.ExitCode));
    }

    [Fact]
    public void Every_span_of_seconds_is_read_as_it_was_written() =>
        Gen.Long[0, 36_525L * 86_400].Sample(seconds =>
        Durations.Parse(Durations.Format(TimeSpan.FromSeconds(seconds))) == TimeSpan.FromSeconds(seconds));
}

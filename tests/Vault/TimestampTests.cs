using System.Text;
using Mesh.Vault;

namespace Mesh.Tests.Vault;

public class TimestampTests
{
    [Theory]
    [InlineData(0, 0, 0, "1970-01-01T00:00:00Z")]
    [InlineData(0, 1, 0, "1970-01-01T00:00:00.000000001Z")]
    [InlineData(-1, 500_000_000, 0, "1969-12-31T23:59:59.5Z")]
    [InlineData(1_709_164_800, 120_000_000, 330, "2024-02-29T05:30:00.12+05:30")]
    [InlineData(1_709_164_800, 0, -150, "2024-02-28T21:30:00-02:30")]
    [InlineData(253_402_300_799, 0, 0, "9999-12-31T23:59:59Z")]
    [InlineData(-62_135_596_800, 0, 0, "0001-01-01T00:00:00Z")]
    [InlineData(-62_167_219_200, 0, 0, "0000-01-01T00:00:00Z")]
    public void Is_written_as_rfc_3339_and_read_again(long seconds, int nanoseconds, int offset, string text)
    {
        var time = new Timestamp(seconds, nanoseconds, offset);

        Assert.Equal(text, time.ToString());
        Assert.Equal(time, Timestamp.Parse(text));
    }

    [Fact]
    public void Years_that_do_not_fit_are_brought_inside()
    {
        Assert.StartsWith(
            "9999-", new Timestamp(long.MaxValue / 2, 0, 0).ToString(), StringComparison.Ordinal);
        Assert.StartsWith(
            "0000-", new Timestamp(long.MinValue / 2, 0, 0).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2024-02-30T00:00:00Z")]
    [InlineData("2023-02-29T00:00:00Z")]
    [InlineData("2024-01-01T24:00:00Z")]
    [InlineData("2024-01-01T00:00:00")]
    [InlineData("2024-01-01T00:00:00.Z")]
    [InlineData("2024-01-01T00:00:00+1:00")]
    [InlineData("2024-01-01 00:00:00Z")]
    [InlineData("-024-01-01T00:00:00Z")]
    public void What_is_no_time_is_refused(string text) =>
        Assert.False(Timestamp.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Agrees_with_the_platform_on_every_day_of_a_millennium()
    {
        var day = new DateTimeOffset(1600, 1, 1, 12, 34, 56, TimeSpan.Zero);
        for (; day.Year < 2600; day = day.AddDays(1))
        {
            Assert.Equal(day.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null), Timestamp.From(day).ToString());
        }
    }

    [Fact]
    public void Shows_the_offset_that_a_zone_had_at_that_moment()
    {
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(
                new DateTime(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(
                new DateTime(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday));
        var zone = TimeZoneInfo.CreateCustomTimeZone(
            "Test", TimeSpan.FromHours(1), "Test", "Test", "Summer", [rule]);

        Assert.Equal("2024-07-01T02:00:00+02:00", Timestamp.FromUnix(1_719_792_000, 0, zone).ToString());
        Assert.Equal("2024-01-01T01:00:00+01:00", Timestamp.FromUnix(1_704_067_200, 0, zone).ToString());
    }
}

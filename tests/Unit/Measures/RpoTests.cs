using Mesh.Domain.Measures;
using Mesh.Domain.Points;

namespace Mesh.Tests.Unit.Measures;

public class RpoTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_age_is_that_of_the_newest_point_that_counts() => Assert.Equal(
        TimeSpan.FromHours(3),
        Rpo.Age(
            [
                (Noon.AddHours(-9), RecoveryPointState.Proven),
                (Noon.AddHours(-3), RecoveryPointState.Verified),
                (Noon.AddHours(-2), RecoveryPointState.Stored),
                (Noon.AddHours(-1), RecoveryPointState.Taken),
                (Noon.AddMinutes(-1), RecoveryPointState.Failed),
                (Noon, RecoveryPointState.Expired),
            ],
            Noon));

    [Fact]
    public void Without_a_point_that_counts_there_is_no_age()
    {
        Assert.Null(Rpo.Age([], Noon));
        Assert.Null(Rpo.Age([(Noon, RecoveryPointState.Stored)], Noon));
    }

    [Fact]
    public void A_point_from_the_future_has_no_negative_age() =>
        Assert.Equal(TimeSpan.Zero, Rpo.Age([(Noon.AddHours(1), RecoveryPointState.Verified)], Noon));
}

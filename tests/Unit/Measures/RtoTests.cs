using Mesh.Domain.Measures;

namespace Mesh.Tests.Unit.Measures;

public class RtoTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_whole_includes_the_time_between_phases()
    {
        PhaseTime[] phases =
        [
            new("verify", Noon.AddMinutes(8), Noon.AddMinutes(9)),
            new("plan", Noon, Noon.AddMinutes(1)),
            new("restore", Noon.AddMinutes(2), Noon.AddMinutes(5)),
            new("restore", Noon.AddMinutes(6), Noon.AddMinutes(8)),
        ];

        Assert.Equal(TimeSpan.FromMinutes(9), Rto.Total(phases));
        Assert.Equal(
            [("plan", TimeSpan.FromMinutes(
                1)), ("restore", TimeSpan.FromMinutes(5)), ("verify", TimeSpan.FromMinutes(1))],
            Rto.ByPhase(phases));
    }

    [Fact]
    public void Without_phases_nothing_is_assumed() => Assert.Null(Rto.Total([]));
}

namespace Mesh.Tests.App.Partitions;

/// <summary>That the checks of a schedule find what they look for.</summary>
public sealed class LedgerChecksTests
{
    [Fact]
    public void An_acknowledgement_of_the_old_primary_after_the_new_ones_first_is_found()
    {
        Write[] writes = [Of(1, "a", 0, 1), Of(2, "b", 2, 3), Of(3, "a", 4, 5), Of(4, "b", 6, 7)];

        var late = LedgerChecks.Late(writes, ["a", "b"], out var onTheWay);

        Assert.Equal([3], late.Select(write => write.Number));
        Assert.Equal(0, onTheWay);
    }

    [Fact]
    public void One_that_was_sent_before_the_new_primary_acknowledged_anything_is_on_its_way()
    {
        Write[] writes = [Of(1, "a", 0, 1), Of(2, "b", 2, 3), Of(3, "a", 2.5, 5)];

        Assert.Empty(LedgerChecks.Late(writes, ["a", "b"], out var onTheWay));

        Assert.Equal(1, onTheWay);
    }

    [Fact]
    public void Production_that_goes_and_comes_back_is_not_late()
    {
        Write[] writes = [Of(1, "a", 0, 1), Of(2, "b", 2, 3), Of(3, "a", 4, 5)];

        Assert.Empty(LedgerChecks.Late(writes, ["a", "b", "a"], out _));
    }

    [Fact]
    public void Lost_is_what_was_acknowledged_and_is_absent()
    {
        var unknown = Of(2, "a", 0, 1) with { Fate = WriteFate.Unknown };

        var lost = LedgerChecks.Lost([Of(1, "a", 0, 1), unknown, Of(3, "a", 0, 1)], new HashSet<long> { 3 });

        Assert.Equal([1], lost.Select(write => write.Number));
    }

    private static Write Of(long number, string site, double began, double ended) => new(
        number, "w", site, TimeSpan.FromSeconds(began), TimeSpan.FromSeconds(ended), WriteFate.Acknowledged);
}

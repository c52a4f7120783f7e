using Mesh.Domain.Errors;
using Mesh.Sites.Probes;
using Mesh.Tests.Kit;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Tests.Sites.Probes;

/// <summary>Numbers of reports, over restarts.</summary>
public class ProbeSequenceTests
{
    [Fact]
    public void Numbers_grow_over_restarts_also_with_a_clock_that_was_set_back()
    {
        using var scratch = new ScratchFolder();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20000));
        var numbers = new List<long>();
        for (var restart = 0; restart < 4; restart++)
        {
            var sequence = ProbeSequence.Open(scratch["sequence"], time);
            numbers.AddRange(Enumerable.Range(0, 1500).Select(_ => sequence.Next()));
            time = new FakeTimeProvider(time.GetUtcNow().AddDays(-1));
        }

        Assert.Equal(numbers.Distinct().Order(), numbers);
    }

    [Fact]
    public void Numbers_grow_over_the_loss_of_the_file()
    {
        using var scratch = new ScratchFolder();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20000));
        var before = ProbeSequence.Open(scratch["sequence"], time).Next();
        File.Delete(scratch["sequence"]);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(ProbeSequence.Open(scratch["sequence"], time).Next() > before);
    }

    [Fact]
    public void A_file_that_holds_something_else_is_named()
    {
        using var scratch = new ScratchFolder();
        File.WriteAllText(scratch["sequence"], "seven");

        var error = Assert.Throws<MeshException>(() => ProbeSequence.Open(scratch["sequence"], TimeProvider.System));

        Assert.Equal(("probe-sequence-damaged", scratch["sequence"]), (error.Code, error.Subject));
    }
}

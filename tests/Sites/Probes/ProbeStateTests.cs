using Mesh.Sites.Probes;
using Mesh.Tests.Kit;
using Xunit.Abstractions;

namespace Mesh.Tests.Sites.Probes;

/// <summary>When a check turns.</summary>
public class ProbeStateTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("+", "u0")]
    [InlineData("-", "?")]
    [InlineData("--", "?")]
    [InlineData("---", "d0")]
    [InlineData("--+", "u2")]
    [InlineData("+--", "u0")]
    [InlineData("+--+--", "u0")]
    [InlineData("+---", "d1")]
    [InlineData("+----", "d1")]
    [InlineData("---+", "d0")]
    [InlineData("---++-++", "d0")]
    [InlineData("---+++", "u3")]
    [InlineData("---++-+++", "u6")]
    public void A_check_turns_after_so_many_looks_in_a_row(string looks, string expected) =>
        Assert.Equal(expected, Told(Run(looks, 3)));

    [Fact]
    public void It_is_what_the_last_long_row_says_whatever_came_between()
    {
        var random = Seed.NewRandom(output);
        for (var round = 0; round < 2000; round++)
        {
            var needed = random.Next(1, 5);
            var looks = string.Concat(
                Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.Next(2) == 0 ? '+' : '-'));

            Assert.Equal(Naive(looks, needed), Told(Run(looks, needed)));
        }
    }

    private static ProbeState Run(string looks, int needed) => looks
        .Select((look, place) => (good: look == '+', at: DateTimeOffset.UnixEpoch.AddSeconds(place)))
        .Aggregate(new ProbeState(needed), (state, look) => state.After(look.good, look.at));

    private static string Told(ProbeState state) => state.Healthy is { } healthy
        ? $"{(healthy ? 'u' : 'd')}{state.Since.ToUnixTimeSeconds()}"
        : "?";

    // Looks at every stretch from the beginning again: what is known turns at the end of each long row.
    private static string Naive(string looks, int needed)
    {
        var known = "?";
        for (var end = 1; end <= looks.Length; end++)
        {
            var last = looks[end - 1];
            var start = end - 1;
            while (start > 0 && looks[start - 1] == last)
            {
                start--;
            }

            var word = last == '+' ? 'u' : 'd';
            if (known[0] != word && (end - start >= needed || (known == "?" && last == '+')))
            {
                known = $"{word}{start}";
            }
        }

        return known;
    }
}

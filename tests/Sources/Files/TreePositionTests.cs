using System.Text.Json;
using Mesh.Sources.Files.Ranges;
using Mesh.Tests.Kit;
using Mesh.Vault.Trees;
using Xunit.Abstractions;

namespace Mesh.Tests.Sources.Files;

public class TreePositionTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("/a")]
    [InlineData("/home/me/a%20b%FF")]
    [InlineData("/a%40b@17")]
    [InlineData("/big@268435456")]
    public void A_position_reads_what_it_writes(string text) =>
        Assert.Equal(text, TreePosition.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("a")]
    [InlineData("/a//b")]
    [InlineData("/../b")]
    [InlineData("/a@x")]
    [InlineData("/a%2")]
    [InlineData("/a%2Fb")]
    [InlineData("/ä")]
    public void Text_that_is_no_position_is_refused(string text) =>
        Assert.Throws<FormatException>(() => TreePosition.Parse(text));

    [Fact]
    public void Random_positions_survive_JSON()
    {
        var random = Seed.NewRandom(output);
        for (var i = 0; i < 500; i++)
        {
            var range =
                new TreeRange(RandomPosition(random), random.Next(3) == 0 ? null : RandomPosition(random));
            Assert.Equal(range, JsonSerializer.Deserialize<TreeRange>(JsonSerializer.Serialize(range)));
        }
    }

    [Fact]
    public void A_directory_comes_before_what_is_in_it_and_all_of_that_before_the_next_name()
    {
        string[] walk = ["/a", "/a@5", "/a/b", "/a/b/c", "/a/c", "/a-b", "/a.b", "/b%FF"];
        var positions = walk.Select(TreePosition.Parse).ToList();
        for (var i = 1; i < positions.Count; i++)
        {
            Assert.True(positions[i - 1].CompareTo(positions[i]) < 0, $"{walk[i - 1]} before {walk[i]}");
            Assert.True(positions[i].CompareTo(positions[i - 1]) > 0, $"{walk[i]} after {walk[i - 1]}");
        }
    }

    private static TreePosition RandomPosition(Random random) =>
        new([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => RandomName(random))], random.Next(
            2) * random.Next());

    private static NodeName RandomName(Random random)
    {
        var bytes = new byte[random.Next(3, 12)];
        for (var i = 0; i < bytes.Length; i++)
        {
            do
            {
                bytes[i] = (byte)random.Next(1, 256);
            }
            while (bytes[i] == '/');
        }

        return new NodeName(bytes);
    }
}

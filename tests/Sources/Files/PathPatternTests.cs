using System.Text;
using Mesh.Domain.Errors;
using Mesh.Sources.Files.Excludes;

namespace Mesh.Tests.Sources.Files;

public class PathPatternTests
{
    [Theory]
    [InlineData("*.go", "/foo/bar/test.go", true)]
    [InlineData("*.c", "/foo/bar/test.go", false)]
    [InlineData("test.*", "/foo/bar/test.go", true)]
    [InlineData("foo/*", "/foo/bar/test.go", true)]
    [InlineData("bar", "/foo/bar/test.go", true)]
    [InlineData("/bar", "/foo/bar/test.go", false)]
    [InlineData("/foo", "/foo/bar/test.go", true)]
    [InlineData("/foo/", "/foo/bar/test.go", true)]
    [InlineData("/foo/*/test.*", "/foo/bar/test.go", true)]
    [InlineData("/*/test.go", "/foo/bar/test.go", false)]
    [InlineData("/foo/**/test.*", "/foo/bar/baz/test.go", true)]
    [InlineData("/foo/**/test.*", "/foo/test.go", true)]
    [InlineData("foo/**/bar", "/x/foo/a/b/bar", true)]
    [InlineData("**/*.go", "/test.go", true)]
    [InlineData("/**/x", "/a/b/c", false)]
    [InlineData("/foo/**", "/foo", true)]
    [InlineData("t?st.go", "/foo/test.go", true)]
    [InlineData("t?st.go", "/foo/tést.go", true)]
    [InlineData("t?st.go", "/foo/tst.go", false)]
    [InlineData("[a-c]x", "/bx", true)]
    [InlineData("[^a-c]x", "/bx", false)]
    [InlineData("[^a-c]x", "/dx", true)]
    [InlineData("a\\*b", "/a*b", true)]
    [InlineData("a\\*b", "/axb", false)]
    [InlineData("Test", "/test", false)]
    [InlineData("a*b*c", "/axxbyyc", true)]
    [InlineData("a*b*c", "/axxbyy", false)]
    [InlineData("a//b/./c", "/a/b/c", true)]
    public void A_pattern_matches_as_in_restic(string pattern, string path, bool matches) =>
        Assert.Equal(matches, new PathPatterns([pattern]).Matches(Encoding.UTF8.GetBytes(path)));

    [Fact]
    public void A_later_pattern_with_an_exclamation_mark_takes_back_what_earlier_ones_match()
    {
        var patterns = new PathPatterns(["*.txt", "!keep.txt", "**/secret/**"]);

        Assert.True(patterns.Matches("/a/b.txt"u8));
        Assert.False(patterns.Matches("/a/keep.txt"u8));
        Assert.True(patterns.Matches("/secret/keep.txt"u8));
    }

    [Theory]
    [InlineData("/a/b/c", "/a", true)]
    [InlineData("/a/b/c", "/b", false)]
    [InlineData("/a/**/c", "/a/x/y", true)]
    [InlineData("c", "/anywhere", true)]
    public void A_pattern_tells_where_it_can_match_below(string pattern, string folder, bool may) =>
        Assert.Equal(may, new PathPatterns([pattern]).Match(Encoding.UTF8.GetBytes(folder)).MayMatchBelow);

    [Theory]
    [InlineData("[a")]
    [InlineData("[]")]
    [InlineData("[a-]")]
    [InlineData("x\\")]
    public void A_malformed_pattern_is_refused(string pattern) =>
        Assert.Throws<MeshException>(() => new PathPatterns([pattern]));
}

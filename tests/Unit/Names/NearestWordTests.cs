using Mesh.Domain.Names;
using Mesh.Domain.Spelling;

namespace Mesh.Tests.Unit.Names;

public class NearestWordTests
{
    private static readonly string[] Fields = ["name", "sites", "schedule", "retention", "paths"];

    [Theory]
    [InlineData("naem", "name")]
    [InlineData("Name", "name")]
    [InlineData("schedules", "schedule")]
    [InlineData("retnetion", "retention")]
    [InlineData("pathes", "paths")]
    [InlineData("colour", null)]
    [InlineData("", null)]
    public void The_word_that_was_probably_meant_is_found(string written, string? meant) =>
        Assert.Equal(meant, NearestWord.To(written, Fields));

    [Fact]
    public void Where_nothing_is_near_the_hint_names_all() =>
        Assert.Equal(
            "use one of: name, sites, schedule, retention, paths", NearestWord.Hint("colour", Fields));

    [Theory]
    [InlineData("orders/documents", true)]
    [InlineData("orders", false)]
    [InlineData("orders/", false)]
    [InlineData("/documents", false)]
    [InlineData("orders/documents/more", false)]
    [InlineData("Orders/documents", false)]
    public void A_component_is_addressed_by_two_names(string text, bool isAddress) =>
        Assert.Equal(isAddress, ComponentAddress.Read(text).IsValid);
}

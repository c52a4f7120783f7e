using Mesh.Domain.Sites;

namespace Mesh.Tests.Unit.Sites;

/// <summary>Which claims a Mesh takes for its own or its forerunners'.</summary>
public class IncarnationTests
{
    private const string Own = "mesh-00112233445566ff";
    private const string Old = "mesh-0000000000000001";
    private const string Other = "mesh-0000000000000002";

    private readonly Incarnation incarnation = new(Own, [Old]);

    [Theory]
    [InlineData(Own + "/bank.failover.1/epoch", true)]
    [InlineData(Old + "/bank.failover.1/epoch", true)]
    [InlineData(Other + "/bank.failover.1/epoch", false)]
    [InlineData(Other + "/rescue", false)]
    [InlineData("bank.failover.1/epoch", true)]
    [InlineData("agent-a-0011223344556677", true)]
    [InlineData("mesh-shop.failover.1/epoch", true)]
    [InlineData("", true)]
    [InlineData("/", true)]
    public void Claims_of_its_own_of_those_it_replaced_and_of_agents_are_known(string claimer, bool known) =>
        Assert.Equal(known, incarnation.Knows(claimer));

    [Fact]
    public void A_signed_name_is_read_back_in_each_life()
    {
        var signed = incarnation.Sign("bank.failover.1/epoch");

        Assert.Equal(Own, Incarnation.SignerOf(signed));
        Assert.Equal("bank.failover.1/epoch", Incarnation.NameIn(signed));
        Assert.Equal("bank.failover.1/epoch", Incarnation.NameIn("bank.failover.1/epoch"));
        Assert.Null(Incarnation.SignerOf("bank.failover.1/epoch"));
    }

    [Theory]
    [InlineData(Own, true)]
    [InlineData("mesh-00112233445566FF", false)]
    [InlineData("mesh-00112233445566f", false)]
    [InlineData("mesh-00112233445566ff0", false)]
    [InlineData("site-00112233445566ff", false)]
    [InlineData("", false)]
    public void Only_the_whole_form_is_an_id(string text, bool isId) =>
        Assert.Equal(isId, Incarnation.IsId(text));

    [Fact]
    public void An_id_is_made_of_its_random_bytes() =>
        Assert.Equal(Own, Incarnation.NewId([0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0xff]));
}

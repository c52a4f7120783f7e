using Mesh.Runtime.Functions.Invoking;

namespace Mesh.Tests.Runtime.Functions;

public sealed class LossyHopTests
{
    [Theory]
    [InlineData("""{"A":"x","B":[1,true,null,{}]}""", """{"A":"x","B":[1,true,null,{}]}""")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("0.1000000000000000055511151231257827", "0.1")]
    [InlineData("123456789012345678901234567890", "1.2345678901234568E+29")]
    [InlineData("\"2026-01-02T03:04:05.0000000Z\"", "\"2026-01-02T03:04:05Z\"")]
    [InlineData("\"2026-01-02T03:04:05.1200\"", "\"2026-01-02T03:04:05.12\"")]
    [InlineData("\"2026-01-02\"", "\"2026-01-02\"")]
    [InlineData("\"on 2026-01-02T03:04:05Z\"", "\"on 2026-01-02T03:04:05Z\"")]
    public void Numbers_and_dates_change_and_the_rest_does_not(string json, string expected) =>
        Assert.Equal(expected, LossyHop.Pass(json));
}

using Mesh.Sources.MariaDb.Protocol.Authentication;
using Xunit;

namespace Mesh.Tests.MariaDb.Protocol;

public class Ed25519SignatureTests
{
    /// <summary>RFC 8032, section 7.1, tests 1 and 3.</summary>
    [Theory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Signatures_are_those_of_the_standard(string secret, string message, string signature) =>
        Assert.Equal(signature, Convert.ToHexStringLower(
            Ed25519Signature.Sign(Convert.FromHexString(secret), Convert.FromHexString(message))));
}

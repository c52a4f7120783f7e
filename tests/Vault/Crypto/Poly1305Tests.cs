using System.Numerics;
using Mesh.Tests.Kit;
using Mesh.Vault.Crypto;
using Xunit.Abstractions;

namespace Mesh.Tests.Vault.Crypto;

public class Poly1305Tests(ITestOutputHelper output)
{
    // D. J. Bernstein, "The Poly1305-AES message-authentication code", appendix B.
    [Theory]
    [InlineData("f3f6", "851fc40c3467ac0be05cc20404f3f700", "580b3b0f9447bb1e69d095b5928b6dbc",
        "f4c633c3044fc145f84f335cb81953de")]
    [InlineData("", "a0f3080000f46400d0c7e9076c834403", "dd3fab2251f11ac759f0887129cc2ee7",
        "dd3fab2251f11ac759f0887129cc2ee7")]
    [InlineData("663cea190ffb83d89593f3f476b6bc24d7e679107ea26adb8caf6652d0656136",
        "48443d0bb0d21109c89a100b5ce2c208", "83149c69b561dd88298a1798b10716ef",
        "0ee1c16bb73f0f4fd19881753c01cdbe")]
    [InlineData(
        "ab0812724a7f1e342742cbed374d94d136c6b8795d45b3819830f2c04491faf0990c62e48b8018b2c3e4a0fa3134cb67fa83"
            + "e158c994d961c4cb21095c1bf9",
        "12976a08c4426d0ce8a82407c4f48207", "80f8c20aa71202d1e29179cbcb555a57",
        "5154ad0d2cb26e01274fc51148491f1b")]
    public void Gives_the_tags_of_the_paper(string message, string r, string pad, string tag)
    {
        var actual = new byte[16];
        new Poly1305(Convert.FromHexString(r)).Compute(
            Convert.FromHexString(message), Convert.FromHexString(pad), actual);

        Assert.Equal(tag, Convert.ToHexStringLower(actual));
    }

    [Fact]
    public void Agrees_with_the_definition_in_whole_numbers()
    {
        var random = Seed.NewRandom(output);
        for (var i = 0; i < 400; i++)
        {
            var r = Bytes(random, 16);
            var pad = Bytes(random, 16);

            // Runs of ones make the carries happen.
            var message = Bytes(random, random.Next(i < 200 ? 70 : 3_000));
            if (i % 3 == 0)
            {
                message.AsSpan().Fill(0xff);
                r.AsSpan().Fill(0xff);
            }

            var actual = new byte[16];
            new Poly1305(r).Compute(message, pad, actual);

            Assert.Equal(ByDefinition(message, r, pad), actual);
        }
    }

    private static byte[] ByDefinition(byte[] message, byte[] r, byte[] pad)
    {
        var clamp = BigInteger.Parse(
            "0ffffffc0ffffffc0ffffffc0fffffff", System.Globalization.NumberStyles.HexNumber, null);
        var point = new BigInteger(r, isUnsigned: true) & clamp;
        var prime = BigInteger.Pow(2, 130) - 5;
        var sum = BigInteger.Zero;
        foreach (var block in message.Chunk(16))
        {
            sum = (sum + new BigInteger([.. block, 1], isUnsigned: true)) * point % prime;
        }

        var tag = (sum + new BigInteger(pad, isUnsigned: true)) % BigInteger.Pow(2, 128);
        var bytes = new byte[16];
        tag.TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}

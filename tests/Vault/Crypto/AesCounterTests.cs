using System.Security.Cryptography;
using Mesh.Tests.Kit;
using Mesh.Vault.Crypto;
using Xunit.Abstractions;

namespace Mesh.Tests.Vault.Crypto;

public class AesCounterTests(ITestOutputHelper output)
{
    // NIST SP 800-38A, F.5.5: AES-256 in counter mode.
    private const string Key = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";
    private const string Counter = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";
    private const string Plaintext = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
        + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
    private const string Ciphertext = "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
        + "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gives_the_ciphertext_of_the_standard(bool useInstructions)
    {
        var cipher = new AesCounter(Convert.FromHexString(Key), useInstructions);
        var actual = new byte[64];

        cipher.Transform(Convert.FromHexString(Counter), Convert.FromHexString(Plaintext), actual);

        Assert.Equal(Ciphertext, Convert.ToHexStringLower(actual));
    }

    // FIPS 197, appendix C.
    [Theory]
    [InlineData(true, "000102030405060708090a0b0c0d0e0f", "69c4e0d86a7b0430d8cdb78070b4c55a")]
    [InlineData(false, "000102030405060708090a0b0c0d0e0f", "69c4e0d86a7b0430d8cdb78070b4c55a")]
    [InlineData(true, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "8ea2b7ca516745bfeafc49904b496089")]
    public void Encrypts_one_block_as_the_standard_does(bool useInstructions, string key, string ciphertext)
    {
        var actual = new byte[16];

        new AesCounter(Convert.FromHexString(key), useInstructions)
            .EncryptBlock(Convert.FromHexString("00112233445566778899aabbccddeeff"), actual);

        Assert.Equal(ciphertext, Convert.ToHexStringLower(actual));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Agrees_with_one_block_at_a_time_at_every_length_and_across_a_carry(bool useInstructions)
    {
        var random = Seed.NewRandom(output);
        var key = new byte[32];
        random.NextBytes(key);
        using var aes = Aes.Create();
        aes.Key = key;
        var cipher = new AesCounter(key, useInstructions);
        string[] counters =
        [
            "00000000000000000000000000000000",
            "0102030405060708fffffffffffffffa",
            "fffffffffffffffffffffffffffffffb",
        ];
        foreach (var counter in counters)
        {
            for (var length = 0; length < 700; length += length < 300 ? 1 : 37)
            {
                var input = new byte[length];
                random.NextBytes(input);
                var actual = new byte[length];

                cipher.Transform(Convert.FromHexString(counter), input, actual);

                Assert.Equal(ByBlocks(aes, Convert.FromHexString(counter), input), actual);
            }
        }
    }

    private static byte[] ByBlocks(Aes aes, byte[] counter, byte[] input)
    {
        var result = new byte[input.Length];
        for (var i = 0; i < input.Length; i++)
        {
            if (i > 0 && i % 16 == 0)
            {
                for (var digit = 15; digit >= 0 && ++counter[digit] == 0; digit--)
                {
                }
            }

            result[i] = (byte)(input[i] ^ aes.EncryptEcb(counter, PaddingMode.None)[i % 16]);
        }

        return result;
    }
}

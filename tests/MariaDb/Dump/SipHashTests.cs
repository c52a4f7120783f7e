using Mesh.Sources.MariaDb.Fingerprints;

namespace Mesh.Tests.MariaDb.Dump;

/// <summary>The hash against values of its authors' reference (vectors_sip128).</summary>
public sealed class SipHashTests
{
    [Theory]
    [InlineData(0, "a3817f04ba25a8e66df67214c7550293")]
    [InlineData(1, "da87c1d86b99af44347659119b22fc45")]
    [InlineData(7, "a1f1ebbed8dbc153c0b84aa61ff08239")]
    [InlineData(8, "3b62a9ba6258f5610f83e264f31497b4")]
    [InlineData(15, "5493e99933b0a8117e08ec0f97cfc3d9")]
    public void The_hash_is_that_of_the_reference(int length, string expected)
    {
        var key = Enumerable.Range(0, 16).Select(i => (byte)i).ToArray();
        var message = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();

        var hash = new SipHash(key).Of(message);

        var bytes = new byte[16];
        BitConverter.TryWriteBytes(bytes, (ulong)hash);
        BitConverter.TryWriteBytes(bytes.AsSpan(8), (ulong)(hash >> 64));
        Assert.Equal(expected, Convert.ToHexStringLower(bytes));
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Mesh.Domain.Errors;
using Mesh.Domain.Evidence;
using Mesh.Tests.Kit;
using Xunit.Abstractions;

namespace Mesh.Tests.Unit.Drills;

public sealed class SignedEvidenceTests(ITestOutputHelper output)
{
    private const string Type = "application/x-test";

    [Fact]
    public void Equal_values_are_written_as_equal_bytes_whatever_their_order()
    {
        var written = CanonicalJson.Write(JsonNode.Parse(
            """
            { "b": [1, 2.50, -0.001, true, null, {}, []],
              "a": "tab\t \"\\ \u0001 ünïcode 🙂 / <&>", "": 0 }
            """));

        Assert.Equal(
            "{\"\":0,\"a\":\"tab\\t \\\"\\\\ \\u0001 ünïcode 🙂 / <&>\","
            + "\"b\":[1,2.50,-0.001,true,null,{},[]]}",
            Encoding.UTF8.GetString(written));
        Assert.NotNull(CanonicalJson.Read(written));
    }

    [Theory]
    [InlineData("{\"a\":1 }")]
    [InlineData("{\"b\":1,\"a\":2}")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":\"\\u0041\"}")]
    [InlineData("[1e3]")]
    [InlineData("[1")]
    public void What_is_not_canonical_is_not_read(string text) =>
        Assert.Null(CanonicalJson.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void What_was_signed_is_verified_and_given_back()
    {
        using var key = NewKey();
        var file = Sign(key);

        var read = SignedEvidence.Verify(file, "evidence", EvidenceKey.Of(key));

        Assert.Equal("shop", (string?)read.Tree()["system"]);
        Assert.Equal(EvidenceKey.Of(key), read.PublicKey);
    }

    [Fact]
    public void One_altered_byte_anywhere_is_refused()
    {
        using var key = NewKey();
        var file = Sign(key);
        var random = Seed.NewRandom(output);
        for (var place = 0; place < file.Length; place++)
        {
            var altered = file.ToArray();
            altered[place] = (byte)(altered[place] + random.Next(1, 256));
            var error = Assert.Throws<MeshException>(() => SignedEvidence.Verify(altered, "evidence", null));
            Assert.Contains(error.Code, new[] { "not-evidence", "evidence-altered" });
        }
    }

    [Fact]
    public void What_is_cut_off_or_has_something_behind_it_is_refused()
    {
        using var key = NewKey();
        var file = Sign(key);
        for (var length = 0; length < file.Length; length++)
        {
            Assert.Equal("not-evidence", Refusal(file[..length], null).Code);
        }

        Assert.Equal("not-evidence", Refusal([.. file, (byte)'\n'], null).Code);
    }

    [Fact]
    public void Another_payload_under_the_same_signature_is_named()
    {
        using var key = NewKey();
        var envelope = JsonNode.Parse(Sign(key))!.AsObject();
        envelope["payload"] = Convert.ToBase64String("{\"system\":\"bank\"}"u8);
        var error = Refusal([.. CanonicalJson.Write(envelope), (byte)'\n'], null);
        Assert.Equal("evidence-altered", error.Code);
        Assert.Contains("payload", error.Cause, StringComparison.Ordinal);

        // Who alters the digest too is found by the signature.
        envelope["payloadSha256"] = Convert.ToHexStringLower(SHA256.HashData("{\"system\":\"bank\"}"u8));
        error = Refusal([.. CanonicalJson.Write(envelope), (byte)'\n'], null);
        Assert.Contains("signature", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Signed_anew_with_another_key_it_is_not_that_of_the_key_that_was_asked_for()
    {
        using var key = NewKey();
        using var forger = NewKey();

        var error = Refusal(Sign(forger), EvidenceKey.Of(key));

        Assert.Equal("other-key", error.Code);
        Assert.Contains(EvidenceKey.Of(forger).Fingerprint, error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_another_curve_or_with_something_behind_it_is_refused()
    {
        using var key = NewKey();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.True(EvidenceKey.Read(EvidenceKey.Of(key).Value).IsValid);
        Assert.False(EvidenceKey.Read(EvidenceKey.Of(other).Value).IsValid);
        Assert.False(EvidenceKey.Read(EvidenceKey.Of(key).Value + "=").IsValid);
        Assert.False(EvidenceKey.Read("AAAA").IsValid);
    }

    private static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static byte[] Sign(ECDsa key) => Encoding.UTF8.GetBytes(SignedEvidence.Sign(
        Type,
        new JsonObject { ["system"] = "shop", ["seconds"] = 1.250m, ["steps"] = new JsonArray("a") },
        key));

    private static MeshException Refusal(byte[] file, EvidenceKey? key) =>
        Assert.Throws<MeshException>(() => SignedEvidence.Verify(file, "evidence", key));
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Mesh.Domain.Errors;

namespace Mesh.Domain.Evidence;

/// <summary>
/// Evidence with its signature, as it lies in a file: one line of canonical JSON. Signed with ECDSA P-256 and
/// SHA-256 is what DSSE calls the pre-authentication encoding of type and payload, so that neither can stand
/// for the other. Whoever reads it has to know the fingerprint of the key from elsewhere: the file shows that
/// its holder signed it, not who that is.
/// </summary>
/// <param name="PayloadType">What the payload is.</param>
/// <param name="Payload">The evidence: canonical JSON.</param>
/// <param name="PublicKey">The key that it was signed with.</param>
public sealed record SignedEvidence(string PayloadType, ReadOnlyMemory<byte> Payload, EvidenceKey PublicKey)
{
    private const string TypeField = "payloadType";
    private const string PayloadField = "payload";
    private const string DigestField = "payloadSha256";
    private const string SignatureField = "signature";
    private const string KeyField = "publicKey";
    private const string KeyIdField = "keyId";

    private static readonly string[] Fields =
        [KeyIdField, PayloadField, DigestField, TypeField, KeyField, SignatureField];

    /// <summary>The payload's SHA-256, in hexadecimal digits.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Payload.Span));

    /// <summary>Signs evidence.</summary>
    /// <param name="type">What it is.</param>
    /// <param name="evidence">The evidence.</param>
    /// <param name="key">The signer's key, of the curve P-256.</param>
    /// <returns>The file's text: one line, with its end.</returns>
    public static string Sign(string type, JsonObject evidence, ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var signed = new SignedEvidence(type, CanonicalJson.Write(evidence), EvidenceKey.Of(key));
        var signature = key.SignData(Encode(type, signed.Payload.Span), HashAlgorithmName.SHA256);
        return Encoding.UTF8.GetString(CanonicalJson.Write(signed.Tree(signature))) + "\n";
    }

    /// <summary>Reads a file's text, and believes it only where nothing of it was altered.</summary>
    /// <param name="text">The file's bytes.</param>
    /// <param name="file">What to call it in messages.</param>
    /// <param name="expected">The key that must have signed it; null: that which it names.</param>
    /// <exception cref="MeshException"><c>not-evidence</c>: it is cut off, or something else;
    /// <c>evidence-altered</c>: it names the field; <c>other-key</c>.</exception>
    public static SignedEvidence Verify(ReadOnlySpan<byte> text, string file, EvidenceKey? expected)
    {
        if (text.Length == 0 || text[^1] != '\n'
            || CanonicalJson.Read(text[..^1]) is not JsonObject envelope
            || !envelope.Select(each => each.Key).SequenceEqual(Fields.Order(StringComparer.Ordinal))
            || envelope.Any(each => each.Value is not JsonValue value || !value.TryGetValue<string>(out _)))
        {
            throw new MeshException(
                "not-evidence", file, "it is cut off, was altered in its form, or is no evidence of Mesh",
                "export it again: mesh drill export ID --out FILE", ExitCode.BadInput);
        }

        var payload = Bytes(envelope, PayloadField, file);
        var signature = Bytes(envelope, SignatureField, file);
        var key = EvidenceKey.Read(Text(envelope, KeyField)) is { IsValid: true } read
            ? read.Value
            : throw Altered(file, KeyField);
        var signed = new SignedEvidence(Text(envelope, TypeField), payload, key);
        if (signed.Digest != Text(envelope, DigestField))
        {
            throw Altered(file, PayloadField, DigestField);
        }

        if (key.Fingerprint != Text(envelope, KeyIdField))
        {
            throw Altered(file, KeyField, KeyIdField);
        }

        if (expected is not null && expected != key)
        {
            throw new MeshException(
                "other-key", file, $"it is signed with the key {key.Fingerprint}, not {expected.Fingerprint}",
                "do not trust it; ask whoever keeps that key", ExitCode.BadInput);
        }

        return key.Verifies(Encode(signed.PayloadType, payload), signature)
            ? signed
            : throw Altered(file, SignatureField, TypeField, PayloadField);
    }

    /// <summary>The evidence as JSON.</summary>
    /// <exception cref="MeshException"><c>not-evidence</c>: its form is not the canonical one.</exception>
    public JsonObject Tree() => CanonicalJson.Read(Payload.Span) as JsonObject ?? throw new MeshException(
        "not-evidence", PayloadType, "the payload is not canonical JSON", "", ExitCode.BadInput);

    // DSSE v1: "DSSEv1", then each part preceded by its length, all parted by blanks.
    private static byte[] Encode(string type, ReadOnlySpan<byte> payload) =>
    [
        .. Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"DSSEv1 {Encoding.UTF8.GetByteCount(type)} {type} {payload.Length} ")),
        .. payload,
    ];

    private static MeshException Altered(string file, params string[] fields) => new(
        "evidence-altered", file, $"it was altered: {string.Join(", ", fields)} do not belong together",
        "do not trust it; export it again from the Mesh that made it", ExitCode.BadInput);

    private static string Text(JsonObject envelope, string field) => envelope[field]!.GetValue<string>();

    // Base64 may spell one value in several ways; only one of them is ours.
    private static byte[] Bytes(JsonObject envelope, string field, string file)
    {
        var text = Text(envelope, field);
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            && Convert.ToBase64String(bytes, 0, length) == text
            ? bytes[..length]
            : throw Altered(file, field);
    }

    private JsonObject Tree(byte[] signature) => new()
    {
        [TypeField] = PayloadType,
        [PayloadField] = Convert.ToBase64String(Payload.Span),
        [DigestField] = Digest,
        [KeyField] = PublicKey.Value,
        [KeyIdField] = PublicKey.Fingerprint,
        [SignatureField] = Convert.ToBase64String(signature),
    };
}

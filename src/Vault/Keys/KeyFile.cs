using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Mesh.Vault.Crypto;
using Mesh.Vault.Errors;
using Mesh.Vault.Trees;

namespace Mesh.Vault.Keys;

/// <summary>
/// A key file: the master key, sealed with a key that is derived from a password, and what the derivation
/// needs.
/// </summary>
internal sealed record KeyFile(int Cost, int BlockSize, int Parallelism, byte[] Salt, byte[] SealedKey)
{
    /// <summary>What stock restic takes on most machines.</summary>
    public const int DefaultCost = 32_768;

    public const int DefaultBlockSize = 8;

    public const int DefaultParallelism = 5;

    private const int SaltSize = 64;

    // A key file comes from the store, so what it asks for is bounded before it is done.
    private const long MaxMemory = 1L << 30;
    private const long MaxWork = 1L << 34;

    /// <summary>Who made it, as it says; empty where it does not.</summary>
    public string User { get; init; } = "";

    /// <summary>On which machine, as it says; empty where it does not.</summary>
    public string Host { get; init; } = "";

    /// <summary>When, as it says; null where it does not.</summary>
    public Timestamp? Created { get; init; }

    /// <summary>Seals <paramref name="masterKey"/> with a password.</summary>
    public static KeyFile Create(MasterKey masterKey, string password, int cost, RandomNumberGenerator random)
    {
        var salt = new byte[SaltSize];
        random.GetBytes(salt);
        var unsealed = new KeyFile(cost, DefaultBlockSize, DefaultParallelism, salt, []);
        var json = WriteMasterKey(masterKey);
        var sealedKey = new byte[json.Length + MasterKey.Overhead];
        unsealed.DeriveKey(password).Seal(json, sealedKey, random);
        return unsealed with { SealedKey = sealedKey };
    }

    /// <exception cref="Domain.Errors.MeshException"><c>damaged-key</c></exception>
    public static KeyFile Parse(BlobId id, ReadOnlySpan<byte> content)
    {
        try
        {
            var reader = new Utf8JsonReader(content);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.GetProperty("kdf").GetString() != "scrypt")
            {
                throw new FormatException("its key derivation is not scrypt");
            }

            var key = new KeyFile(
                root.GetProperty("N").GetInt32(),
                root.GetProperty("r").GetInt32(),
                root.GetProperty("p").GetInt32(),
                root.GetProperty("salt").GetBytesFromBase64(),
                root.GetProperty("data").GetBytesFromBase64())
            {
                User = Text(root, "username"),
                Host = Text(root, "hostname"),
                Created = Timestamp.TryParse(Encoding.UTF8.GetBytes(Text(root, "created")), out var created)
                    ? created
                    : null,
            };
            return key.HasSaneCost
                ? key
                : throw new FormatException("its key derivation asks for an impossible amount of work");
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException
            or KeyNotFoundException)
        {
            throw Damage.Of("damaged-key", $"key {id}", error.Message, error);
        }
    }

    /// <summary>The file's bytes, which are plain JSON.</summary>
    public ReadOnlyMemory<byte> Write(HostIdentity host, DateTimeOffset created)
    {
        var output = new ArrayBufferWriter<byte>(512);
        output.Write("{\"created\":"u8);
        GoJson.WriteTime(output, Timestamp.From(created));
        output.Write(",\"username\":"u8);
        GoJson.WriteString(output, host.Username);
        output.Write(",\"hostname\":"u8);
        GoJson.WriteString(output, host.Hostname);
        output.Write(",\"kdf\":\"scrypt\",\"N\":"u8);
        GoJson.WriteNumber(output, (ulong)Cost);
        output.Write(",\"r\":"u8);
        GoJson.WriteNumber(output, (ulong)BlockSize);
        output.Write(",\"p\":"u8);
        GoJson.WriteNumber(output, (ulong)Parallelism);
        output.Write(",\"salt\":"u8);
        GoJson.WriteBase64(output, Salt);
        output.Write(",\"data\":"u8);
        GoJson.WriteBase64(output, SealedKey);
        output.Write("}"u8);
        return output.WrittenMemory;
    }

    /// <summary>The master key, or null when the password does not open this key.</summary>
    public MasterKey? TryOpen(string password)
    {
        if (SealedKey.Length < MasterKey.Overhead)
        {
            return null;
        }

        var json = new byte[SealedKey.Length - MasterKey.Overhead];
        return DeriveKey(password).TryOpen(SealedKey, json) ? ParseMasterKey(json) : null;
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    private bool HasSaneCost =>
        Cost > 1 && int.IsPow2(Cost) && BlockSize > 0 && Parallelism > 0
        && 128L * Cost * BlockSize <= MaxMemory
        && 128L * Cost * BlockSize <= MaxWork / Parallelism;

    private MasterKey DeriveKey(string password) => new(Scrypt.DeriveKey(
        Encoding.UTF8.GetBytes(password), Salt, Cost, BlockSize, Parallelism, MasterKey.Size));

    private static byte[] WriteMasterKey(MasterKey key)
    {
        var output = new ArrayBufferWriter<byte>(256);
        output.Write("{\"mac\":{\"k\":"u8);
        GoJson.WriteBase64(output, key.MacKey);
        output.Write(",\"r\":"u8);
        GoJson.WriteBase64(output, key.MacR);
        output.Write("},\"encrypt\":"u8);
        GoJson.WriteBase64(output, key.EncryptionKey);
        output.Write("}"u8);
        return output.WrittenSpan.ToArray();
    }

    private static MasterKey ParseMasterKey(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var mac = document.RootElement.GetProperty("mac");
        byte[] bytes =
        [
            .. document.RootElement.GetProperty("encrypt").GetBytesFromBase64(),
            .. mac.GetProperty("k").GetBytesFromBase64(),
            .. mac.GetProperty("r").GetBytesFromBase64(),
        ];
        return new MasterKey(bytes);
    }
}

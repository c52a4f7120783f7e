using System.Text;
using Mesh.Domain.Errors;
using Mesh.Tests.Kit;
using Mesh.Vault;
using Mesh.Vault.Indexes;
using Mesh.Vault.Keys;
using Mesh.Vault.Locks;
using Mesh.Vault.Packs;
using Mesh.Vault.Snapshots;
using Mesh.Vault.Trees;
using Xunit.Abstractions;

namespace Mesh.Tests.Vault.Robustness;

/// <summary>Whoever holds the password could store anything: parsers answer with an error, quickly, or with a
/// value.</summary>
public class ParserMutationTests(ITestOutputHelper output)
{
    private const int Rounds = 6_000;

    private static readonly string _id = new('a', 64);

    [Fact]
    public void Damaged_trees_are_read_or_refused() => Mutate(
        $$$"""
        {"nodes":[{"name":"a\\\\x41\u003c","type":"dir","mode":2147484141,
        "mtime":"2024-01-02T03:04:05.6+01:00",
        "atime":"2024-01-02T03:04:05Z","ctime":"2024-01-02T03:04:05Z","uid":0,"gid":4294967295,"user":"r",
        "inode":18446744073709551615,"links":2,"linktarget":"x","linktarget_raw":"/w==",
        "extended_attributes":[{"name":"user.a","value":"AQI="}],"generic_attributes":{"a":[1]},
        "content":["{{{_id}}}"],"subtree":"{{{_id}}}","error":"e"}]}
        """,
        bytes => Tree.Parse(default, bytes));

    [Fact]
    public void Damaged_indexes_are_read_or_refused() => Mutate(
        $$$"""
        {"supersedes":["{{{_id}}}"],"packs":[{"id":"{{{_id}}}","blobs":[{"id":"{{{_id}}}","type":"data",
        "offset":4294967000,"length":99,"uncompressed_length":4294967295},{"id":"{{{_id}}}","type":"tree",
        "offset":0,"length":38}]}]}
        """,
        bytes => IndexFile.Parse(default, bytes));

    [Fact]
    public void Damaged_snapshots_are_read_or_refused() => Mutate(
        $$$"""
        {"time":"2024-01-02T03:04:05.6Z","parent":"{{{_id}}}","tree":"{{{_id}}}","paths":["/a"],
        "hostname":"h","uid":1,
        "tags":["t"],"summary":{"backup_start":"2024-01-02T03:04:05Z","files_new":1},"mesh_run":"r"}
        """,
        bytes => SnapshotJson.Parse(default, bytes));

    [Fact]
    public void Damaged_locks_are_read_or_refused() => Mutate(
        """
        {"time":"2024-01-02T03:04:05Z","exclusive":false,"hostname":"h","username":"u","pid":1,
        "uid":2,"gid":3}
        """,
        bytes => LockJson.Parse(default, bytes));

    [Fact]
    public void Damaged_configs_are_read_or_refused() => Mutate(
        $$"""{"version":2,"id":"{{_id}}","chunker_polynomial":"3da3358b4dc173"}""",
        bytes => ConfigFile.Parse(bytes, "here"));

    [Fact]
    public void Damaged_keys_are_read_or_refused() => Mutate(
        """{"kdf":"scrypt","N":32768,"r":8,"p":5,"salt":"AAAA","data":"AAAA"}""",
        bytes => KeyFile.Parse(default, bytes));

    [Fact]
    public void Damaged_pack_headers_are_read_or_refused()
    {
        var header = new byte[500];
        var entries = Enumerable.Range(0, 10)
            .Select(i => new PackEntry(
                (BlobType)(i % 2), BlobId.Of([(byte)i]), (uint)(i * 100), 100, i % 3 == 0 ? 0u : 70))
            .ToList();
        var length = PackHeader.Write(entries, header);
        Assert.Equal(entries, PackHeader.Parse(header.AsSpan(0, length), 1_000));

        Mutate(header[..length], bytes =>
        {
            try
            {
                var parsed = PackHeader.Parse(bytes, 1_000);
                Assert.Equal(1_000, parsed.Sum(entry => entry.Length));
            }
            catch (FormatException)
            {
                // As promised.
            }
        });
    }

    private void Mutate(string valid, Action<byte[]> parse)
    {
        parse(Encoding.UTF8.GetBytes(valid));
        Mutate(Encoding.UTF8.GetBytes(valid), parse);
    }

    private void Mutate(byte[] valid, Action<byte[]> parse)
    {
        var random = Seed.NewRandom(output);
        for (var i = 0; i < Rounds; i++)
        {
            var mutant = Mutant(valid, random);
            try
            {
                parse(mutant);
            }
            catch (MeshException error)
            {
                Assert.Matches("^(damaged-|unknown-format$)", error.Code);
            }
            catch (Exception error) when (error is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{error.GetType().Name} for {Convert.ToBase64String(mutant)}: {error}");
            }
        }
    }

    private static byte[] Mutant(byte[] valid, Random random)
    {
        var bytes = new List<byte>(valid);
        for (var changes = random.Next(1, 5); changes > 0 && bytes.Count > 0; changes--)
        {
            var place = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[place] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[place] = (byte)random.Next(256); break;
                case 2: bytes.RemoveRange(place, Math.Min(random.Next(1, 9), bytes.Count - place)); break;
                case 3:
                    bytes.InsertRange(place, bytes.Skip(place).Take(random.Next(1, 40)).ToList());
                    break;
                case 4: bytes.InsertRange(place, "null9-{}[]\"\\,:1e9"u8[random.Next(17)..].ToArray()); break;
                default: bytes.RemoveRange(place, bytes.Count - place); break;
            }
        }

        return [.. bytes];
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Mesh.Domain.Errors;
using Mesh.Vault;

namespace Mesh.Sources.MariaDb.Log.Segments;

/// <summary>
/// The bytes of a stored segment: <c>MESHLOG1</c>, the length of the sealed header (4 bytes, little-endian),
/// the sealed header, the sealed range. Header and range are sealed apart, so that a chain can be walked
/// without its content; the header holds the hash of what is behind it.
/// </summary>
internal static class SegmentObject
{
    /// <summary>Enough for every header that we write, and so for one read.</summary>
    public const int UsualHead = 4 << 10;

    private const int PreambleSize = 12;

    private static ReadOnlySpan<byte> Magic => "MESHLOG1"u8;

    /// <returns>The object, and its header as stored.</returns>
    public static (byte[] Bytes, LogSegment Segment) Write(
        Repository repository, LogSegment segment, ReadOnlySpan<byte> content)
    {
        var sealedContent = repository.Seal(content);
        segment = segment with
        {
            ContentHash = Hash(content),
            StoredHash = Hash(sealedContent),
        };
        var header = repository.Seal(JsonSerializer.SerializeToUtf8Bytes(segment));
        var bytes = new byte[PreambleSize + header.Length + sealedContent.Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(Magic.Length), header.Length);
        header.CopyTo(bytes, PreambleSize);
        sealedContent.CopyTo(bytes, PreambleSize + header.Length);
        return (bytes, segment with { Hash = Hash(header) });
    }

    /// <summary>How many bytes from the object's start hold the header.</summary>
    public static int HeadSize(ReadOnlySpan<byte> start, string subject)
    {
        if (start.Length < PreambleSize || !start.StartsWith(Magic))
        {
            throw Damaged(subject, "it does not begin as a segment does");
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(start[Magic.Length..]);
        return length is > 0 and <= 1 << 20
            ? PreambleSize + length
            : throw Damaged(subject, "the length of its header is wrong");
    }

    /// <summary>The header in the object's first bytes, <see cref="HeadSize"/> or more.</summary>
    public static LogSegment ReadHeader(
        Repository repository, ReadOnlySpan<byte> start, string stream, long sequence, string subject)
    {
        var segment = ReadSealedHeader(repository, SealedHeader(start, subject), stream, subject);
        return segment.Sequence == sequence
            ? segment
            : throw Damaged(subject, $"it is segment {segment.Sequence}: somebody moved or repeated it");
    }

    /// <summary>The sealed header in the object's first bytes.</summary>
    public static ReadOnlySpan<byte> SealedHeader(ReadOnlySpan<byte> start, string subject)
    {
        var head = HeadSize(start, subject);
        return head <= start.Length ? start[PreambleSize..head] : throw Damaged(subject, "it is cut off");
    }

    /// <summary>What a sealed header says.</summary>
    public static LogSegment ReadSealedHeader(
        Repository repository, ReadOnlySpan<byte> header, string stream, string subject)
    {
        LogSegment segment;
        try
        {
            segment = JsonSerializer.Deserialize<LogSegment>(repository.Unseal(header, subject).Span)
                ?? throw Damaged(subject, "its header is empty");
        }
        catch (JsonException error)
        {
            throw Damaged(subject, "its header cannot be read", error);
        }
        catch (MeshException error) when (error.Code == "damaged-file")
        {
            throw Damaged(subject, "its header was changed, or sealed with another key", error);
        }

        if (segment.Format != LogSegment.Kind || segment.Stream != stream)
        {
            throw Damaged(subject, $"it is of log {segment.Stream}: somebody moved it");
        }

        return segment with { Hash = Hash(header) };
    }

    /// <summary>The range of an object, compared with its header.</summary>
    public static ReadOnlyMemory<byte> ReadContent(Repository repository, byte[] bytes, LogSegment segment)
    {
        var subject = segment.ToString();
        if (Hash(SealedHeader(bytes, subject)) != segment.Hash)
        {
            throw Damaged(subject, "its header is not the one that was listed");
        }

        var sealedContent = bytes.AsSpan(HeadSize(bytes, subject));
        if (Hash(sealedContent) != segment.StoredHash)
        {
            throw Damaged(subject, "its content was changed or cut");
        }

        return Checked(segment, repository.Unseal(sealedContent, subject));
    }

    /// <summary>The range, if it is what the header says.</summary>
    public static ReadOnlyMemory<byte> Checked(LogSegment segment, ReadOnlyMemory<byte> content) =>
        content.Length == segment.End - segment.Start && Hash(content.Span) == segment.ContentHash
            ? content
            : throw Damaged(segment.ToString(), "its content is not what its header says");

    public static string Hash(ReadOnlySpan<byte> content) =>
        Convert.ToHexStringLower(SHA256.HashData(content));

    public static MeshException Damaged(string subject, string cause, Exception? inner = null) => new(
        "damaged-segment", subject, cause,
        "bring it back from a copy of the vault; without it nothing later can be restored: make a full backup",
        innerException: inner);
}

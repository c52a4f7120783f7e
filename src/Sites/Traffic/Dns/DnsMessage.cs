namespace Mesh.Sites.Traffic.Dns;

/// <summary>A response as it was read; whether to believe it, its signature says.</summary>
/// <param name="Id">The request's.</param>
/// <param name="Code">How it went: <see cref="DnsNumbers"/>.</param>
/// <param name="IsAuthoritative">Whether it comes from one who is responsible for the name.</param>
/// <param name="Answers">The answer section.</param>
/// <param name="Signature">The TSIG record; null where there is none.</param>
internal sealed record DnsMessage(
    ushort Id, int Code, bool IsAuthoritative, IReadOnlyList<DnsRecord> Answers, TsigRecord? Signature)
{
    private const int Response = 0x8000;
    private const int Authoritative = 0x0400;
    private const int CodeBits = 0x000F;

    /// <exception cref="InvalidDataException">It is no response, or is cut off.</exception>
    public static DnsMessage Read(byte[] message)
    {
        var reader = new DnsReader(message);
        var (id, flags) = (reader.Number16(), reader.Number16());
        var counts = new[] { reader.Number16(), reader.Number16(), reader.Number16(), reader.Number16() };
        if ((flags & Response) == 0)
        {
            throw new InvalidDataException("it is no response");
        }

        for (var question = 0; question < counts[0]; question++)
        {
            reader.Name();
            reader.Take(4);
        }

        var answers = new List<DnsRecord>();
        TsigRecord? signature = null;
        for (var place = 0; place < counts[1] + counts[2] + counts[3]; place++)
        {
            var start = reader.Position;
            var (name, type) = (reader.Name(), reader.Number16());
            reader.Number16();
            var (ttl, length) = (reader.Number32(), reader.Number16());
            if (type == DnsNumbers.Tsig)
            {
                signature = TsigRecord.Read(reader, start);
                continue;
            }

            var value = reader.Value(type, length);
            if (place < counts[1])
            {
                answers.Add(new DnsRecord(name, type, ttl, value));
            }
        }

        return new DnsMessage(id, flags & CodeBits, (flags & Authoritative) != 0, answers, signature);
    }
}

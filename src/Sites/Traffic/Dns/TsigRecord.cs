namespace Mesh.Sites.Traffic.Dns;

/// <summary>The signature at the end of a message (RFC 8945, section 4.2).</summary>
/// <param name="Start">Where in the message it begins: what is before is signed.</param>
/// <param name="Time">When it was signed, in seconds since 1970.</param>
/// <param name="Fudge">By how many seconds clocks may differ.</param>
/// <param name="Mac">The code over all of it; empty where the server could not make one.</param>
/// <param name="Error">Why the request's signature was not accepted.</param>
/// <param name="Other">With BADTIME: the server's time.</param>
internal sealed record TsigRecord(int Start, long Time, ushort Fudge, byte[] Mac, int Error, byte[] Other)
{
    /// <summary>Reads its data.</summary>
    public static TsigRecord Read(DnsReader reader, int start)
    {
        reader.Name();
        var (time, fudge) = (reader.Number48(), reader.Number16());
        var mac = reader.Take(reader.Number16());
        reader.Number16();
        return new TsigRecord(start, time, fudge, mac, reader.Number16(), reader.Take(reader.Number16()));
    }
}

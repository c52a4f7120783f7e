namespace Mesh.Sites.Traffic.Dns;

/// <summary>The messages that are sent.</summary>
internal static class DnsRequests
{
    private const int RecursionDesired = 0x0100;
    private const int Update = 5 << 11;

    /// <summary>Asks for the records of a name (RFC 1035).</summary>
    public static byte[] Query(ushort id, string name, ushort type, bool recursive) =>
        new DnsWriter().Number16(id).Number16(recursive ? RecursionDesired : 0)
            .Number16(1).Number16(0).Number16(0).Number16(0)
            .Name(name).Number16(type).Number16(DnsNumbers.Internet).ToArray();

    /// <summary>
    /// Replaces sets of records, all or none, if a text is what it was when it was read (RFC 2136, sections
    /// 2.4 and 2.5).
    /// </summary>
    /// <param name="id">Names the message.</param>
    /// <param name="zone">The zone that all of it is in.</param>
    /// <param name="guard">The name of the text.</param>
    /// <param name="was">What the text must be; null: there must be none.</param>
    /// <param name="sets">What is replaced, and by what; empty: nothing, the server says whether it
    /// would.</param>
    public static byte[] Replace(
        ushort id, string zone, string guard, string? was, IReadOnlyList<DnsSet> sets)
    {
        var message = new DnsWriter().Number16(id).Number16(Update)
            .Number16(1).Number16(1).Number16(sets.Sum(set => 1 + set.Values.Count)).Number16(0)
            .Name(zone).Number16(DnsNumbers.Soa).Number16(DnsNumbers.Internet);
        if (was is null)
        {
            message.Record(guard, DnsNumbers.Text, DnsNumbers.None, 0, []);
        }
        else
        {
            message.Record(
                guard, DnsNumbers.Text, DnsNumbers.Internet, 0, DnsWriter.Data(DnsNumbers.Text, was));
        }

        foreach (var set in sets)
        {
            message.Record(set.Name, set.Type, DnsNumbers.Any, 0, []);
            foreach (var value in set.Values)
            {
                message.Record(
                    set.Name, set.Type, DnsNumbers.Internet, set.Ttl, DnsWriter.Data(set.Type, value));
            }
        }

        return message.ToArray();
    }
}

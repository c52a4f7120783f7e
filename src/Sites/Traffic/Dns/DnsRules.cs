using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Mesh.Domain.Errors;

namespace Mesh.Sites.Traffic.Dns;

/// <summary>What must hold for the declaration of names.</summary>
internal static partial class DnsRules
{
    private const int LongestName = 253;

    /// <exception cref="MeshException"><c>invalid-part</c></exception>
    public static void Check(DnsPartOptions options)
    {
        var cause = options.Servers.Count == 0 ? "no name server is declared"
            : options.Servers.Distinct().Count() < options.Servers.Count ? "a name server is declared twice"
            : !IsName(options.Zone) ? $"'{options.Zone}' is no name of a zone"
            : !IsName(options.EpochName) ? $"'{options.EpochName}' is too long for a name"
            : !IsName(options.Key.Name) ? "the key has no name"
            : options.AnswerLimit <= TimeSpan.Zero ? "a limit is not above zero"
            : options.Records.Count == 0 ? "no name is declared"
            : options.Records.Select(record => OfRecord(options, record))
                .FirstOrDefault(found => found is not null) ?? Twice(options.Records);
        if (cause is not null)
        {
            throw new MeshException("invalid-part", options.Component, cause,
                "correct the agent's configuration", ExitCode.BadInput);
        }
    }

    /// <summary>A record's name in full.</summary>
    public static string FullName(DnsPartOptions options, DnsRecordOptions record) =>
        record.Name == "@" ? options.Zone : $"{record.Name}.{options.Zone}";

    private static string? OfRecord(DnsPartOptions options, DnsRecordOptions record)
    {
        var values = record.Values.Values.SelectMany(each => each).ToList();
        return !IsName(FullName(options, record)) ? $"'{record.Name}' is no name"
            : record.Type == DnsRecordType.Cname && record.Name == "@" ? "a zone itself cannot be an alias"
            : record.Ttl < TimeSpan.Zero || record.Ttl > TimeSpan.FromDays(1)
                || record.Ttl.Ticks % TimeSpan.TicksPerSecond != 0
                ? $"the TTL of '{record.Name}' is not of whole seconds up to a day"
            : !record.Values.TryGetValue(options.Site, out var own) || own.Count == 0
                ? $"'{record.Name}' leads nowhere at its own site, {options.Site}"
            : values.FirstOrDefault(value => !Fits(record.Type, value)) is { } odd
                ? $"'{odd}' is nothing that '{record.Name}' can lead to as {record.Type.ToString().ToUpperInvariant()}"
            : record.Type == DnsRecordType.Cname && record.Values.Any(site => site.Value.Count > 1)
                ? $"'{record.Name}' is an alias of two names"
            : null;
    }

    private static string? Twice(IReadOnlyList<DnsRecordOptions> records) => records
        .GroupBy(record => record.Name, StringComparer.OrdinalIgnoreCase)
        .Where(same => same.Select(record => record.Type).Distinct().Count() < same.Count()
            || (same.Count() > 1 && same.Any(record => record.Type == DnsRecordType.Cname)))
        .Select(same => $"'{same.Key}' is declared twice, or is an alias and more")
        .FirstOrDefault();

    private static bool Fits(DnsRecordType type, string value) => type switch
    {
        DnsRecordType.A => IPAddress.TryParse(value, out var address)
            && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == value,
        DnsRecordType.Aaaa => IPAddress.TryParse(value, out var address)
            && address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId == 0,
        _ => IsName(value),
    };

    private static bool IsName(string name) => name.Length <= LongestName && Name().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\z")]
    private static partial Regex Name();
}

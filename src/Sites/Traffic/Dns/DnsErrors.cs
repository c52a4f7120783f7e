using System.Globalization;
using System.Net;

namespace Mesh.Sites.Traffic.Dns;

/// <summary>What a name server's refusals mean, and the way out.</summary>
internal static class DnsErrors
{
    /// <summary>Of a response code.</summary>
    public static SitePartException Of(IPEndPoint server, int code)
    {
        var (word, subject) = (DnsNumbers.Word(code), $"name server {server}");
        return code switch
        {
            DnsNumbers.Refused => new SitePartException("dns-refused", subject, $"it answers {word}",
                "allow the key to change these names ('update-policy' or 'allow-update' of the zone)"),
            DnsNumbers.NotAuth or DnsNumbers.NotZone => new SitePartException("dns-no-authority", subject,
                $"it answers {word}: it does not hold the zone that is declared",
                "name the zone, and a server that is its primary"),
            _ => new SitePartException("dns-failed", subject, $"it answers {word}",
                "see to the server's log", retryable: true),
        };
    }

    /// <summary>Of a signature that was not accepted.</summary>
    public static SitePartException OfSignature(IPEndPoint server, TsigRecord signature)
    {
        var subject = $"name server {server}";
        return signature.Error switch
        {
            DnsNumbers.BadKey => new SitePartException("dns-key-unknown", subject,
                "it does not know the key (BADKEY)",
                "compare the key's name and algorithm with the server's configuration"),
            DnsNumbers.BadTime => new SitePartException("dns-clock", subject,
                $"its clock and this machine's differ by more than {TsigKey.Fudge} s (BADTIME){ItsTime(signature)}",
                "set the clocks of both machines", retryable: true),
            _ => new SitePartException("dns-key-wrong", subject,
                $"it does not accept the signature ({(signature.Error == DnsNumbers.BadSig ? "BADSIG" : $"TSIG error {signature.Error}")})",
                "compare the key's secret with the server's configuration"),
        };
    }

    private static string ItsTime(TsigRecord signature)
    {
        if (signature.Other.Length != 6)
        {
            return "";
        }

        var seconds = new DnsReader(signature.Other).Number48();
        return ": it says " + DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, uint.MaxValue))
            .ToString("u", CultureInfo.InvariantCulture);
    }
}

namespace Mesh.Sites.Traffic.Dns;

/// <summary>Numbers of the protocol (RFC 1035, RFC 2136, RFC 8945).</summary>
internal static class DnsNumbers
{
    public const ushort Soa = 6;
    public const ushort Text = 16;
    public const ushort Tsig = 250;

    public const ushort Internet = 1;
    public const ushort None = 254;
    public const ushort Any = 255;

    public const int NoError = 0;
    public const int NxDomain = 3;
    public const int Refused = 5;
    public const int YxRrset = 7;
    public const int NxRrset = 8;
    public const int NotAuth = 9;
    public const int NotZone = 10;

    public const int BadSig = 16;
    public const int BadKey = 17;
    public const int BadTime = 18;

    /// <summary>The word for a response code.</summary>
    public static string Word(int code) => code switch
    {
        1 => "FORMERR", 2 => "SERVFAIL", NxDomain => "NXDOMAIN", 4 => "NOTIMP", Refused => "REFUSED",
        6 => "YXDOMAIN", YxRrset => "YXRRSET", NxRrset => "NXRRSET", NotAuth => "NOTAUTH",
        NotZone => "NOTZONE", _ => $"RCODE {code}",
    };
}

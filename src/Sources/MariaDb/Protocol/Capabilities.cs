namespace Mesh.Sources.MariaDb.Protocol;

/// <summary>What client and server say they can do; only what we use.</summary>
[Flags]
internal enum Capabilities : uint
{
    None = 0,
    LongPassword = 1,
    LongFlag = 1 << 2,
    Protocol41 = 1 << 9,
    Tls = 1 << 11,
    Transactions = 1 << 13,
    SecureConnection = 1 << 15,
    PluginAuthentication = 1 << 19,
}

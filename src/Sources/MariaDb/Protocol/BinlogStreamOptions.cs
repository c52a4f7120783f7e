namespace Mesh.Sources.MariaDb.Protocol;

/// <summary>How a log is asked for.</summary>
/// <param name="ClientServerId">The id that we show as a replica; of all replicas of the server, ours
/// alone.</param>
/// <param name="Heartbeat">When the server has nothing to say it says so, as often.</param>
/// <param name="UntilEnd">End where the log ends now, instead of waiting for more.</param>
internal sealed record BinlogStreamOptions(uint ClientServerId, TimeSpan Heartbeat, bool UntilEnd);

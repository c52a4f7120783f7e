using Mesh.Domain.Errors;

namespace Mesh.Sources.MariaDb.Log;

/// <summary>
/// The server's log does not go on where what we hold ends, so nothing later can be brought back from this
/// chain. What was captured before stays good. The way on is a new full backup with a new stream.
/// </summary>
public sealed class LogBrokenException(LogBreak reason, string subject, string cause) : MeshException(
    CodeOf(reason), subject, cause, "make a full backup now; it begins a new log")
{
    /// <summary>What happened to the log.</summary>
    public LogBreak Reason { get; } = reason;

    private static string CodeOf(LogBreak reason) => reason switch
    {
        LogBreak.Purged => "log-purged",
        LogBreak.Reset => "log-reset",
        LogBreak.Replaced => "log-of-another-server",
        LogBreak.DomainSwitched => "log-domain-switched",
        LogBreak.OutOfOrder => "log-out-of-order",
        LogBreak.Unreadable => "log-unreadable",
        LogBreak.Incident => "log-incident",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "no such reason"),
    };
}

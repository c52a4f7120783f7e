using Mesh.Sources.Databases;

namespace Mesh.Sources.MariaDb.Log;

/// <inheritdoc/>
public sealed class LogBrokenException(LogBreak reason, string subject, string cause)
    : DatabaseLogBrokenException(CodeOf(reason), subject, cause)
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

namespace Mesh.Domain.Alerts;

/// <summary>What alerts there are.</summary>
public static class AlertCode
{
    /// <summary>A rehearsal has shown that a point or its log does not bring back what it should.</summary>
    public const string Disproven = "disproven";

    /// <summary>A proof could not be made.</summary>
    public const string ProofFailed = "proof-failed";

    /// <summary>A drill that was due has not been done with success.</summary>
    public const string DrillOverdue = "drill-overdue";

    /// <summary>The newest drill has failed.</summary>
    public const string DrillFailed = "drill-failed";

    /// <summary>A part of a captured log is damaged or missing.</summary>
    public const string LogDamaged = "log-damaged";

    /// <summary>Somebody who is to be told of alerts refuses to be.</summary>
    public const string TargetRefuses = "target-refuses";

    /// <summary>The declaration of who is told of alerts cannot be used.</summary>
    public const string NotificationsBroken = "notifications-broken";

    /// <summary>A standby could not be woken, brought forward, checked and put to sleep.</summary>
    public const string StandbyFailed = "standby-failed";

    /// <summary>A standby differs from what production needs.</summary>
    public const string StandbyDrift = "standby-drift";

    /// <summary>What the vault holds for a standby is older than it may be.</summary>
    public const string ShippingOverdue = "shipping-overdue";

    /// <summary>A runbook has stopped and waits for somebody's decision.</summary>
    public const string RunbookWaits = "runbook-waits";

    /// <summary>A captured log could not be folded or trimmed.</summary>
    public const string LogNotTended = "log-not-tended";
}

namespace Mesh.Orchestrations;

/// <summary>The names by which clients start orchestrations.</summary>
public static class OrchestratorNames
{
    public const string Backup = "BackupOrchestrator";
    public const string Restore = "RestoreOrchestrator";
    public const string Prove = "ProveOrchestrator";
    public const string Capture = "CaptureOrchestrator";
    public const string Runbook = "RunbookOrchestrator";
    public const string Incident = "IncidentOrchestrator";
    public const string Notify = "NotifyOrchestrator";
    public const string Standby = "StandbyOrchestrator";

    public const string Drill = "DrillOrchestrator";
    public const string TendLog = "TendLogOrchestrator";
}

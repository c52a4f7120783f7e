namespace Mesh.Orchestrations;

/// <summary>
/// The names by which orchestrators call activities. Each is the name of one function; a name in a stored
/// history must go on meaning the same effect.
/// </summary>
public static class ActivityNames
{
    public const string AcquireRunLock = "AcquireRunLock";
    public const string RefreshRunLock = "RefreshRunLock";
    public const string ReleaseRunLock = "ReleaseRunLock";
    public const string SendMovement = "SendMovement";
    public const string MergePages = "MergePages";
    public const string CommitSnapshot = "CommitSnapshot";
    public const string VerifySnapshot = "VerifySnapshot";
    public const string ApplyRetention = "ApplyRetention";
    public const string RecordRecoveryPoint = "RecordRecoveryPoint";
    public const string RecordTelemetry = "RecordTelemetry";
    public const string FindCapture = "FindCapture";
    public const string RecordCapture = "RecordCapture";
    public const string EndCapture = "EndCapture";
    public const string FindTending = "FindTending";
    public const string FinishTending = "FinishTending";
    public const string RecordProof = "RecordProof";
    public const string RecordProofFailure = "RecordProofFailure";
    public const string FinishRun = "FinishRun";
    public const string FreezeSystem = "FreezeSystem";
    public const string ThawSystem = "ThawSystem";
    public const string WinEpoch = "WinEpoch";
    public const string AwaitLeases = "AwaitLeases";
    public const string SendSiteOrder = "SendSiteOrder";
    public const string EnterProduction = "EnterProduction";
    public const string ChooseFill = "ChooseFill";
    public const string BeginFill = "BeginFill";
    public const string BeginSiteBackup = "BeginSiteBackup";
    public const string CompareKept = "CompareKept";
    public const string FindHeld = "FindHeld";
    public const string FindFill = "FindFill";
    public const string FindDrift = "FindDrift";
    public const string FinishCycle = "FinishCycle";
    public const string RecordRunbookStep = "RecordRunbookStep";
    public const string FinishRunbook = "FinishRunbook";
    public const string LookAtIncident = "LookAtIncident";
    public const string AskAboutIncident = "AskAboutIncident";
    public const string CloseIncidentQuestion = "CloseIncidentQuestion";
    public const string TellIncident = "TellIncident";
    public const string EnterIncidentRunbook = "EnterIncidentRunbook";
    public const string EnterIncidentRestore = "EnterIncidentRestore";
    public const string RecordIncidentDowntime = "RecordIncidentDowntime";
    public const string FinishIncident = "FinishIncident";
    public const string PlanNotices = "PlanNotices";
    public const string SendNotices = "SendNotices";
    public const string AcquireDrillLock = "AcquireDrillLock";
    public const string SweepDrill = "SweepDrill";
    public const string FinishDrill = "FinishDrill";
}

using Mesh.Domain.Access;

namespace Mesh.Functions.Access;

/// <summary>The role that each function of the API asks for. What is not listed is for admins.</summary>
public static class Permissions
{
    private static readonly Dictionary<string, Role> Needed = By(
        (Role.Viewer,
        [
            "ExportDrill", "FollowRun", "GetControlPlane", "GetDrill", "GetDrillKey", "GetIncident", "GetRun",
            "GetRunbook", "GetSystem", "GetSystemStatus", "ListAgentKeys", "ListAlerts", "ListAudit",
            "ListCycles", "ListDrillCalendar", "ListDrills", "ListIncidents", "ListPoints", "ListProofs",
            "ListRunbooks", "ListRuns", "ListStandbys", "ListSystems", "PlanDrill", "PlanRestore",
            "PlanRunbook", "VerifyAudit",
        ]),
        (Role.Operator,
        [
            "AcknowledgeAlert", "CancelDrill", "CancelRun", "EnterDowntime", "RequestBackup", "RequestDrill",
            "RequestProof", "RequestRestore", "RequestSelfBackup", "WakeStandby",
        ]),
        (Role.Approver, ["AnswerDrill", "DecideIncident", "DecideRunbook", "RequestRunbook"]),
        (Role.Admin, ["DeleteSystem", "MakeAgentKey", "PutSystem", "RevokeAgentKey"]));

    /// <summary>Whether a function's role was chosen, and is not that of whatever was forgotten.</summary>
    public static bool IsListed(string function) => Needed.ContainsKey(function);

    /// <summary>The least role that may call it.</summary>
    public static Role Of(string function) => Needed.GetValueOrDefault(function, Role.Admin);

    private static Dictionary<string, Role> By(params (Role Role, string[] Functions)[] roles) => roles
        .SelectMany(each => each.Functions.Select(function => (function, each.Role)))
        .ToDictionary(each => each.function, each => each.Role, StringComparer.Ordinal);
}

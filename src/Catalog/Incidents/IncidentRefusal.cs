using Mesh.Domain.Errors;

namespace Mesh.Catalog.Incidents;

/// <summary>Why a decision about an incident does not count.</summary>
internal static class IncidentRefusal
{
    /// <summary>The reason; null where it counts.</summary>
    public static MeshException? Of(IncidentStanding standing, DecidedIncident decision, DateTimeOffset now)
    {
        var id = standing.Incident.Id;
        var look = $"'mesh incident show {id}' tells what is asked, and of whom";
        if (standing.Incident.ClosedAt is not null)
        {
            return Refused("not-asked", id, "it is over and asks nothing", look);
        }

        if (standing.Question == decision.Question && standing.Decision?.Question == decision.Question)
        {
            var by = standing.Decision.By;
            return Refused("decided-already", id, $"{by} has decided question {decision.Question}", look);
        }

        if (standing.Deciders is null || standing.Question != decision.Question)
        {
            var asked = standing.Deciders is null ? "nothing" : $"question {standing.Question}";
            return Refused("not-asked", id, $"it asks {asked}, not question {decision.Question}", look);
        }

        if (!standing.Deciders.Contains(decision.By))
        {
            return Refused("not-an-approver", decision.By, $"is not asked by {id}", look);
        }

        return now >= standing.Deadline
            ? Refused("too-late", id, $"the deadline of question {decision.Question} is over", look)
            : null;
    }

    private static MeshException Refused(string code, string subject, string cause, string hint) =>
        new(code, subject, cause, hint, ExitCode.BadInput);
}

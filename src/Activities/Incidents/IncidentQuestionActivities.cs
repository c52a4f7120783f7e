using Mesh.Activities.Runs;
using Mesh.Catalog.Incidents;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Incidents;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Incidents;

/// <summary>Opens and closes the questions of an incident.</summary>
public sealed class IncidentQuestionActivities(IncidentCourse course)
{
    [Function(ActivityNames.AskAboutIncident)]
    public async Task<Done> Ask(
        [ActivityTrigger] IncidentQuestion question, CancellationToken cancellationToken)
    {
        await course.AskAsync(
            question.IncidentId, question.Number, question.Deciders, question.Deadline, cancellationToken);
        return new Done();
    }

    [Function(ActivityNames.CloseIncidentQuestion)]
    public async Task<IncidentAnswer> Close(
        [ActivityTrigger] IncidentQuestion question, CancellationToken cancellationToken)
    {
        var decided = await course.CloseQuestionAsync(
            question.IncidentId, question.Number, cancellationToken);
        return new IncidentAnswer(Decisions.Of(decided));
    }
}

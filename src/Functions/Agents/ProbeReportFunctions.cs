using System.Text.Json;
using Mesh.Activities.Movements;
using Mesh.Domain.Detection;
using Mesh.Domain.Errors;
using Mesh.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Functions.Agents;

/// <summary>
/// Takes what a place sees of the declared checks. It shows the place's own key, as for the order queue.
/// </summary>
public sealed class ProbeReportFunctions(AgentGate gate, IMovementSender sender, AppSettings settings)
{
    /// <summary>The function that asks for a place's key instead of the API key.</summary>
    public const string ReportName = "ReportProbe";

    private const int LongestCheck = 1000;
    private const int LongestTold = 2000;

    /// <summary>
    /// Passes a report on. Sent twice it has one effect; whether it is of use is decided where it is taken.
    /// </summary>
    [Function(ReportName)]
    public Task<IResult> Report(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/agents/{system}/{place}/reports")] HttpRequest request,
        string system,
        string place,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var admitted = await gate.AdmitAsync(request, system, place, cancellationToken);
            var report = await OrderBody.ReadAsync<ProbeReport>(request, cancellationToken);
            if (report.System != admitted.System.Value || report.Place != admitted.Name.Value)
            {
                throw Refused("place", $"does not come from {admitted.Name} of {admitted.System}",
                    "a place reports for itself");
            }

            OrderBody.Check("sequence", report.Sequence, 0, long.MaxValue);
            OrderBody.Check("failures", report.Failures, 0, int.MaxValue);
            if (report.Check.Length > LongestCheck || report.Told.Length > LongestTold)
            {
                throw Refused("told", $"is longer than {LongestTold} characters, or 'check' than {LongestCheck}",
                    "shorten it");
            }

            await sender.SendAsync(
                settings.ReportsQueue, JsonSerializer.Serialize(report), cancellationToken);
            return Results.NoContent();
        });

    private static MeshException Refused(string field, string cause, string hint) =>
        new("bad-body", field, cause, hint, ExitCode.BadInput);
}

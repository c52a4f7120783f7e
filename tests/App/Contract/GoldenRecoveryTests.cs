using System.Text.Json;
using Mesh.Orchestrations.Drills;
using Mesh.Orchestrations.Incidents;
using Mesh.Orchestrations.Runbooks;
using Mesh.Orchestrations.Standbys;
using Mesh.Runtime.Durable.Testing;

namespace Mesh.Tests.App.Contract;

/// <summary>
/// Histories of what saves a system, as they were recorded: a runbook that waits for a decision, or an
/// incident that is open for days, must survive an update of Mesh. The tests that lead such a course through
/// the app record it (<see cref="Histories.RecordAsync"/>).
/// </summary>
public sealed class GoldenRecoveryTests
{
    [Theory]
    [InlineData("runbook-hot", "promote-db", 0.0)]
    [InlineData("runbook-filled", "fill-db", 0.0)]
    [InlineData("runbook-failback", "prefill-db", 0.0)]
    [InlineData("runbook-gate", "gate-go", 0.0)]
    [InlineData("runbook-local", "start-db", null)]
    public void A_runbook_replays_to_its_end(string name, string step, double? rpo)
    {
        var outcome = OrchestrationReplay.Run<RunbookInput, RunbookReport>(
            Histories.Read(name), RunbookOrchestrator.Run);
        var report = JsonSerializer.Deserialize<RunbookReport>(outcome.SerializedOutput!)!;
        Assert.True(report.Succeeded, report.Reason);
        Assert.Contains(report.Steps, each => each.Id == step && each.Done);
        Assert.Equal(rpo, report.RpoSeconds);
    }

    [Fact]
    public void A_runbook_that_was_undone_replays_to_its_end()
    {
        var outcome = OrchestrationReplay.Run<RunbookInput, RunbookReport>(
            Histories.Read("runbook-undone"), RunbookOrchestrator.Run);
        var report = JsonSerializer.Deserialize<RunbookReport>(outcome.SerializedOutput!)!;
        Assert.Equal((false, true), (report.Succeeded, report.Undone));
    }

    [Fact]
    public void The_course_of_an_incident_replays_to_its_end()
    {
        var outcome = OrchestrationReplay.Run<IncidentInput, IncidentReport>(
            Histories.Read("incident-local"), IncidentOrchestrator.Run);
        var report = JsonSerializer.Deserialize<IncidentReport>(outcome.SerializedOutput!)!;
        Assert.Equal("what had failed runs again at its own site; it is over", report.Outcome);
        Assert.Equal("ann", report.DecidedBy);
    }

    [Fact]
    public void The_cycle_of_a_standby_replays_to_its_end()
    {
        var outcome = OrchestrationReplay.Run<CycleInput, CycleEnd>(
            Histories.Read("standby-cycle"), StandbyOrchestrator.Run);
        var end = JsonSerializer.Deserialize<CycleEnd>(outcome.SerializedOutput!)!;
        Assert.True(end.Succeeded, end.Reason);
    }

    [Fact]
    public void A_drill_replays_to_its_end()
    {
        var outcome = OrchestrationReplay.Run<DrillInput, DrillReport>(
            Histories.Read("drill"), DrillOrchestrator.Run);
        var report = JsonSerializer.Deserialize<DrillReport>(outcome.SerializedOutput!)!;
        Assert.Equal(Domain.Drills.DrillState.Succeeded, report.State);
    }
}

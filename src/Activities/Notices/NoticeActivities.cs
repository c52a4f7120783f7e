using Mesh.Activities.Runs;
using Mesh.Catalog.Alerts;
using Mesh.Catalog.Notices;
using Mesh.Domain.Alerts;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Notices;
using Mesh.Sites.Notifications;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Notices;

/// <summary>Plans and sends what people are told.</summary>
public sealed class NoticeActivities(
    NoticeBoard notices, AlertBoard alerts, NotificationTargets targets, TimeProvider time)
{
    private const string Component = "notifications";

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    [Function(ActivityNames.PlanNotices)]
    public async Task<NotifyPlan> Plan(
        [ActivityTrigger] NotifyInput input, CancellationToken cancellationToken)
    {
        var system = SystemName.Parse(input.System);
        try
        {
            var declared = await targets.ReadAsync(cancellationToken);
            await alerts.ClearAsync(Here(system), AlertCode.NotificationsBroken, "", cancellationToken);
            var plan = await notices.PlanAsync(system, declared, cancellationToken);
            return new NotifyPlan(plan.Due, plan.Next);
        }
        catch (MeshException error) when (error.ExitCode == ExitCode.BadInput
            || error.Code == "unreadable-declaration")
        {
            // Nobody can be told of it but by 'mesh alerts'; what is to be told waits.
            await alerts.RaiseAsync(
                Here(system), AlertCode.NotificationsBroken, "", AlertSeverity.Critical, error.Message,
                cancellationToken);
            return new NotifyPlan([], time.GetUtcNow() + LongestPause);
        }
    }

    [Function(ActivityNames.SendNotices)]
    public async Task<Done> Send([ActivityTrigger] NoticeName name, CancellationToken cancellationToken)
    {
        if (await notices.FindAsync(name.MessageId, cancellationToken) is not { } message)
        {
            return new Done();
        }

        try
        {
            var declared = await targets.ReadAsync(cancellationToken);
            if (declared.SingleOrDefault(each => each.Name == message.Target) is not { } target)
            {
                await notices.SettleAsync(
                    message.Id, DeliveryState.Dropped, "it is not declared any more", cancellationToken);
                return new Done();
            }

            await targets.SendAsync(
                target, new Notification(message.Id, message.Subject, message.Text), cancellationToken);
            await notices.SettleAsync(message.Id, DeliveryState.Sent, null, cancellationToken);
            await ClearAsync(message, cancellationToken);
        }
        catch (MeshException refusal) when (refusal.Code == "notification-refused")
        {
            // The alert comes first: were it the other way round, a crash between them would lose it.
            await alerts.RaiseAsync(
                Here(SystemName.Parse(message.System)), AlertCode.TargetRefuses, message.Target,
                AlertSeverity.Critical, $"{message.Target} refuses what it is told: {refusal.Message}",
                message.Target, cancellationToken);
            await notices.SettleAsync(
                message.Id, DeliveryState.Refused, refusal.Message, cancellationToken);
        }
        catch (MeshException error)
        {
            await notices.PostponeAsync(
                message.Id, error.Message, Pause(message.Attempts), cancellationToken);
        }

        return new Done();
    }

    private static ComponentAddress Here(SystemName system) => new(system, ComponentName.Parse(Component));

    private static TimeSpan Pause(int attempts)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(attempts, 10));
        return pause < LongestPause ? pause : LongestPause;
    }

    private Task ClearAsync(NoticeMessage message, CancellationToken cancellationToken) => alerts.ClearAsync(
        Here(SystemName.Parse(message.System)), AlertCode.TargetRefuses, message.Target, cancellationToken);
}

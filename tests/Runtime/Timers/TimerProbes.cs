using Mesh.Tests.Runtime.Support;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Tests.Runtime.Timers;

public sealed class TickProbe(Journal journal)
{
    [Function("tick")]
    public void Tick([TimerTrigger("%TICK%")] TimerInfo timer) =>
        journal.Note(
            $"tick late={timer.IsPastDue} last={timer.ScheduleStatus?.Last:HH:mm} next={timer.ScheduleStatus?.Next:HH:mm}");
}

public sealed class UnmonitoredProbe(Journal journal)
{
    [Function("unmonitored")]
    public void Tick([TimerTrigger("0 0 * * * *", UseMonitor = false)] TimerInfo timer) =>
        journal.Note($"unmonitored late={timer.IsPastDue} status={timer.ScheduleStatus is not null}");
}

public sealed class StartProbe(Journal journal)
{
    [Function("atStart")]
    public void Tick([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer) =>
        journal.Note($"start late={timer.IsPastDue}");
}

public sealed class SlowProbe(Journal journal)
{
    [Function("slow")]
    public async Task Tick([TimerTrigger("0 */10 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        journal.Note($"begin late={timer.IsPastDue}");
        await journal.GateAsync("slow", cancellation);
        journal.Note("end");
    }
}

public sealed class FailingProbe(Journal journal)
{
    [Function("failing")]
    public void Tick([TimerTrigger("0 */10 * * * *")] TimerInfo timer)
    {
        journal.Note($"late={timer.IsPastDue}");
        throw new InvalidOperationException("it fails");
    }
}

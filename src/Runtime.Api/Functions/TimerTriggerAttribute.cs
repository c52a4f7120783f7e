using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Runs the function on a six-field NCRONTAB schedule, or on one named by a <c>%setting%</c>.
/// </summary>
public sealed class TimerTriggerAttribute : TriggerBindingAttribute
{
    public TimerTriggerAttribute(string schedule) => Schedule = schedule;

    public string Schedule { get; }

    /// <summary>
    /// Whether the last and next times are kept, so that a tick missed while down is made up for.
    /// </summary>
    public bool UseMonitor { get; set; } = true;

    public bool RunOnStartup { get; set; }
}

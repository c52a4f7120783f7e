namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a timer function is told of its run.</summary>
public class TimerInfo
{
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>The run makes up for a tick that was missed.</summary>
    public bool IsPastDue { get; set; }
}

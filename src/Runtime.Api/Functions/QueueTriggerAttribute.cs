using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function for each message of a queue; the name may be a <c>%setting%</c>.</summary>
public sealed class QueueTriggerAttribute : TriggerBindingAttribute
{
    public QueueTriggerAttribute(string queueName) => QueueName = queueName;

    public string QueueName { get; }

    /// <summary>The setting that holds the connection; absent: <c>AzureWebJobsStorage</c>.</summary>
    public string? Connection { get; set; }
}

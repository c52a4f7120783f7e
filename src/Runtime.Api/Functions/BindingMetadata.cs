namespace Microsoft.Azure.Functions.Worker;

/// <summary>One binding of a function, such as its <c>httpTrigger</c>.</summary>
public abstract class BindingMetadata
{
    public abstract string Name { get; }

    public abstract string Type { get; }
}

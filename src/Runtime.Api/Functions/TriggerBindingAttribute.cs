namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Base of what makes a function run; each function has exactly one.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class TriggerBindingAttribute : BindingAttribute
{
    public TriggerBindingAttribute()
    {
    }
}

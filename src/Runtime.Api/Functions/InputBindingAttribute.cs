namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Base of what a function is handed besides its trigger.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class InputBindingAttribute : BindingAttribute
{
    public InputBindingAttribute()
    {
    }
}

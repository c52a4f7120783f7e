using System.Collections.Immutable;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What is known of a function before it runs.</summary>
public abstract class FunctionDefinition
{
    public abstract string Name { get; }

    /// <summary>By parameter name; the trigger is among them.</summary>
    public abstract IImmutableDictionary<string, BindingMetadata> InputBindings { get; }
}

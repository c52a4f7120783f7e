using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Runtime.Functions;

internal sealed class DiscoveredFunction(
    string name, IImmutableDictionary<string, BindingMetadata> inputBindings) : FunctionDefinition
{
    public override string Name => name;

    public override IImmutableDictionary<string, BindingMetadata> InputBindings => inputBindings;
}

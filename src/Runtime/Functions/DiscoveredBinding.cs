using Microsoft.Azure.Functions.Worker;

namespace Mesh.Runtime.Functions;

internal sealed class DiscoveredBinding(string name, string type) : BindingMetadata
{
    public override string Name => name;

    public override string Type => type;
}

using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Tests.App.Contract;

/// <summary>An invocation of a function with one input binding.</summary>
internal sealed class StubContext(string binding) : FunctionContext
{
    public override string InvocationId => "1";

    public override IServiceProvider InstanceServices { get; set; } = null!;

    public override FunctionDefinition FunctionDefinition { get; } = new Definition(binding);

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    private sealed class Definition(string binding) : FunctionDefinition
    {
        public override string Name => "Stub";

        public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } =
            ImmutableDictionary<string, BindingMetadata>.Empty.Add("input", new Binding(binding));
    }

    private sealed class Binding(string type) : BindingMetadata
    {
        public override string Name => "input";

        public override string Type => type;
    }
}

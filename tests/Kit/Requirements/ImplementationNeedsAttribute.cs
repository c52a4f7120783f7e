namespace Mesh.Tests.Kit.Requirements;

/// <summary>What all <see cref="ContractFactAttribute"/>s need that the class runs for its
/// implementation.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ImplementationNeedsAttribute(Needs needs) : Attribute
{
    public Needs Needs { get; } = needs;
}

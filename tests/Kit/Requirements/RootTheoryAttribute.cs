namespace Mesh.Tests.Kit.Requirements;

/// <summary>A theory that needs <see cref="Needs.Root"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootTheoryAttribute() : NeedsTheoryAttribute(Needs.Root);

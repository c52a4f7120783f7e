namespace Mesh.Tests.Kit.Requirements;

/// <summary>A fact that needs <see cref="Needs.Root"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute() : NeedsFactAttribute(Needs.Root);

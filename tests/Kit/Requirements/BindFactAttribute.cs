namespace Mesh.Tests.Kit.Requirements;

/// <summary>A fact that needs <see cref="Needs.Bind"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BindFactAttribute() : NeedsFactAttribute(Needs.Bind);

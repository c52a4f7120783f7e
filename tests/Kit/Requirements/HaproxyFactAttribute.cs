namespace Mesh.Tests.Kit.Requirements;

/// <summary>A fact that needs <see cref="Needs.Haproxy"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HaproxyFactAttribute() : NeedsFactAttribute(Needs.Haproxy);

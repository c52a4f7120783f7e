namespace Mesh.Tests.Kit.Requirements;

/// <summary>A theory that needs <see cref="Needs.Restic"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResticTheoryAttribute() : NeedsTheoryAttribute(Needs.Restic);

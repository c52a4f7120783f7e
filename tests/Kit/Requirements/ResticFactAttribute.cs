namespace Mesh.Tests.Kit.Requirements;

/// <summary>A fact that needs <see cref="Needs.Restic"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResticFactAttribute() : NeedsFactAttribute(Needs.Restic);

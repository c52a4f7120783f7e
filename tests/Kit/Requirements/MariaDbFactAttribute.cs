namespace Mesh.Tests.Kit.Requirements;

/// <summary>A fact that needs <see cref="Needs.MariaDb"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MariaDbFactAttribute() : NeedsFactAttribute(Needs.MariaDb);

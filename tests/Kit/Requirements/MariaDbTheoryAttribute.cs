namespace Mesh.Tests.Kit.Requirements;

/// <summary>A theory that needs <see cref="Needs.MariaDb"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MariaDbTheoryAttribute() : NeedsTheoryAttribute(Needs.MariaDb);

namespace Mesh.Tests.Kit.Requirements;

/// <summary>A theory that needs <see cref="Needs.Azurite"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AzuriteTheoryAttribute() : NeedsTheoryAttribute(Needs.Azurite);

namespace Mesh.Tests.Kit.Requirements;

/// <summary>A fact that needs <see cref="Needs.Azurite"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AzuriteFactAttribute() : NeedsFactAttribute(Needs.Azurite);

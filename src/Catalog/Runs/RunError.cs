namespace Mesh.Catalog.Runs;

/// <summary>Why a run failed, as <see cref="Domain.Errors.MeshException"/> says it.</summary>
public sealed record RunError(string Code, string Subject, string Cause, string Hint = "");

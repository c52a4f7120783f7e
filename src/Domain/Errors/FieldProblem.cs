namespace Mesh.Domain.Errors;

/// <summary>A problem and the field it was found in.</summary>
/// <param name="Field">The way to the field from the root: <c>components[0].site</c>.</param>
/// <param name="Cause">One clause without a final stop.</param>
/// <param name="Hint">The way out; empty where there is none to give.</param>
public sealed record FieldProblem(string Field, string Cause, string Hint = "");

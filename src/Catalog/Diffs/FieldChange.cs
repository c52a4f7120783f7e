namespace Mesh.Catalog.Diffs;

/// <summary>A field that differs.</summary>
/// <param name="Kind">How.</param>
/// <param name="Field">
/// The way to it; parts of lists go by their names: <c>components[documents].paths</c>.
/// </param>
/// <param name="Before">Its value before; null when it was not there.</param>
/// <param name="After">Its value after; null when it is gone.</param>
public sealed record FieldChange(ChangeKind Kind, string Field, string? Before, string? After);

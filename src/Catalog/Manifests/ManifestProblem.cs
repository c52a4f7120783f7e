namespace Mesh.Catalog.Manifests;

/// <summary>Something wrong in a manifest, and where.</summary>
/// <param name="File">The file as it was named, or what stands for it.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1.</param>
/// <param name="Field">The way to the field: <c>components[0].site</c>; empty for the whole file.</param>
/// <param name="Cause">What is wrong; no secret.</param>
/// <param name="Hint">The way out; empty where there is none to give.</param>
public sealed record ManifestProblem(
    string File, int Line, int Column, string Field, string Cause, string Hint)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var field = Field.Length == 0 ? "" : $" {Field}:";
        var hint = Hint.Length == 0 ? "" : $" ({Hint})";
        return $"{File}:{Line}:{Column}:{field} {Cause}{hint}";
    }
}

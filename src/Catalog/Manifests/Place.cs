namespace Mesh.Catalog.Manifests;

/// <summary>Where something stands in a file; both counted from 1.</summary>
internal readonly record struct Place(int Line, int Column);

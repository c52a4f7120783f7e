namespace Mesh.Catalog.Database;

/// <summary>Where the catalogue is.</summary>
/// <param name="File">The SQLite file; its folder is created.</param>
public sealed record CatalogOptions(string File);

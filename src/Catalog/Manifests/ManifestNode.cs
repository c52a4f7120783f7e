namespace Mesh.Catalog.Manifests;

/// <summary>A part of a manifest as it was written, before it means anything.</summary>
internal abstract record ManifestNode(Place Place);

/// <summary>A scalar; all are text here, and what reads a field says what it means.</summary>
internal sealed record ManifestText(Place Place, string Value) : ManifestNode(Place);

/// <summary>Something that was reported already, and that nothing more is to be said about.</summary>
internal sealed record ManifestRefused(Place Place) : ManifestNode(Place);

/// <summary>A list.</summary>
internal sealed record ManifestList(Place Place, IReadOnlyList<ManifestNode> Items) : ManifestNode(Place);

/// <summary>Fields and their values, in the order in which they were written, each once.</summary>
internal sealed record ManifestMap(
    Place Place, IReadOnlyDictionary<string, (Place Place, ManifestNode Value)> Fields) : ManifestNode(Place);

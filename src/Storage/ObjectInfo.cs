namespace Mesh.Storage;

/// <summary>What a store knows of an object without reading it.</summary>
public sealed record ObjectInfo(string Key, long Size);

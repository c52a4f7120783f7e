namespace Mesh.Sources.Progress;

/// <summary>How far a transfer has come, at one moment. Totals are null while they are not known.</summary>
public readonly record struct TransferReading(
    long Bytes,
    long? TotalBytes,
    long Files,
    long? TotalFiles,
    string Current);

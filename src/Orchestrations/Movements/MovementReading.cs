namespace Mesh.Orchestrations.Movements;

/// <summary>How far a movement is that is under way.</summary>
/// <param name="Bytes">Dealt with so far.</param>
/// <param name="TotalBytes">In all; null while that is not known.</param>
/// <param name="Files">Files, or parts of tables, that are done.</param>
/// <param name="TotalFiles">In all; null while that is not known.</param>
public sealed record MovementReading(long Bytes, long? TotalBytes, long Files, long? TotalFiles);

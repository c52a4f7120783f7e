namespace Mesh.Sources.MariaDb.Lost;

/// <summary>A row as it was before or after a change.</summary>
/// <param name="Image">Its bytes in the log.</param>
/// <param name="Values">By the columns with values of their own: as the server's answer to a query has them;
/// null for NULL.</param>
internal sealed record LostRow(ReadOnlyMemory<byte> Image, byte[]?[] Values);

namespace Mesh.Sources.MariaDb.Schema;

/// <summary>A view.</summary>
/// <param name="Code">How it is made.</param>
/// <param name="Columns">Its columns; null where what it shows does not exist any more.</param>
internal sealed record ViewSchema(CodeObject Code, IReadOnlyList<string>? Columns);

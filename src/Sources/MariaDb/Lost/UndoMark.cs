namespace Mesh.Sources.MariaDb.Lost;

/// <summary>That lost transactions were taken back, and where the server stands without them.</summary>
/// <param name="Receipt">The folder of the receipt that has them.</param>
/// <param name="State">The state of its log without them.</param>
/// <param name="Position">The newest transaction of each domain without them.</param>
internal sealed record UndoMark(string Receipt, string State, string Position);

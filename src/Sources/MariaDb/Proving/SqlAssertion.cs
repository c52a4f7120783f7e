namespace Mesh.Sources.MariaDb.Proving;

/// <summary>What its owner knows to hold at every moment.</summary>
/// <param name="Name">For people.</param>
/// <param name="Sql">A query with one value.</param>
/// <param name="Expected">That value, as text.</param>
public sealed record SqlAssertion(string Name, string Sql, string Expected);

namespace Mesh.Orchestrations.Proofs;

/// <summary>What the owner of a database knows to hold.</summary>
/// <param name="Name">For people.</param>
/// <param name="Sql">A query with one value.</param>
/// <param name="Expect">That value, as text.</param>
public sealed record AssertedQuery(string Name, string Sql, string Expect);

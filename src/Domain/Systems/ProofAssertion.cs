namespace Mesh.Domain.Systems;

/// <summary>
/// What the owner of a database knows to hold at every moment, such as that accounts balance.
/// </summary>
/// <param name="Name">For people; unique within the component.</param>
/// <param name="Sql">A query with one value.</param>
/// <param name="Expect">That value, as text.</param>
public sealed record ProofAssertion(string Name, string Sql, string Expect)
{
    /// <summary>What is expected where nothing is said: the value of a condition that holds.</summary>
    public const string UsuallyExpected = "1";
}

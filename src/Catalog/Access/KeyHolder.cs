using System.Security.Cryptography;
using System.Text;
using Mesh.Domain.Access;

namespace Mesh.Catalog.Access;

/// <summary>Somebody who is declared, with the hashes of their keys.</summary>
/// <param name="Person">Who.</param>
/// <param name="Keys">SHA-256 of each key; several while one is being replaced by another.</param>
public sealed record KeyHolder(Person Person, IReadOnlyList<byte[]> Keys)
{
    /// <summary>Whether the shown key is one of theirs; takes as long for a wrong one.</summary>
    public bool Holds(string shown)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(shown));
        var found = false;
        foreach (var key in Keys)
        {
            found |= CryptographicOperations.FixedTimeEquals(key, hash);
        }

        return found;
    }
}

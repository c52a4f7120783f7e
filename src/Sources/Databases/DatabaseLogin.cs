using System.Text;
using Mesh.Domain.Systems;

namespace Mesh.Sources.Databases;

/// <summary>
/// A server and the account that it is spoken to as. Its text, and every message made from it, is without the
/// password.
/// </summary>
/// <param name="Connection">Where it is, and which engine.</param>
/// <param name="Password">Held in memory only; empty for an account without one.</param>
public sealed record DatabaseLogin(DatabaseConnection Connection, string Password)
{
    /// <summary>The server as people name it: <c>host:port</c>, or the socket's path.</summary>
    public string Location => Connection.Socket ?? $"{Connection.Host}:{Connection.Port}";

    /// <inheritdoc/>
    public override string ToString() => Connection.ToString();

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(ToString());
        return true;
    }
}

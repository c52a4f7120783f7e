using Mesh.Domain.Errors;

namespace Mesh.Domain.Systems;

/// <summary>A table of a server.</summary>
/// <param name="Database">Its database.</param>
/// <param name="Name">Its own name.</param>
public sealed record TableName(string Database, string Name)
{
    // The limit of the server ("Identifier Names" of MariaDB's documentation).
    private const int Longest = 64;

    private static readonly string[] OfTheServer =
        ["information_schema", "mysql", "performance_schema", "sys", "mesh_replay"];

    /// <summary>Reads <c>DATABASE.TABLE</c>: what stands before the first stop is the database.</summary>
    /// <param name="field">What errors call the text.</param>
    /// <param name="text">The text, without quotes.</param>
    /// <exception cref="MeshException"><c>bad-table</c></exception>
    public static TableName Parse(string field, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('.', 2);
        if (parts.Length < 2 || !Array.TrueForAll(parts, IsName))
        {
            throw Bad(field, $"'{text}' is not of the form DATABASE.TABLE", "as in bank.ledger");
        }

        return OfTheServer.Contains(parts[0], StringComparer.OrdinalIgnoreCase)
            ? throw Bad(field, $"'{parts[0]}' is the server's own database", "name a table that people made")
            : new TableName(parts[0], parts[1]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Database}.{Name}";

    private static bool IsName(string text) =>
        text.Length is > 0 and <= Longest && !text.Contains('\0', StringComparison.Ordinal);

    private static MeshException Bad(string field, string cause, string hint) =>
        new("bad-table", field, cause, hint, ExitCode.BadInput);
}

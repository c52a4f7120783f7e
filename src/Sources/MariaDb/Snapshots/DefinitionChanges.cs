namespace Mesh.Sources.MariaDb.Snapshots;

/// <summary>What happens to a change of a definition (ALTER, DROP, TRUNCATE) while a dump reads.</summary>
public enum DefinitionChanges
{
    /// <summary>
    /// It goes ahead; the dump ends with <c>mariadb-definition-changed</c> when it meets the table, and is to
    /// be started again.
    /// </summary>
    EndTheDump,

    /// <summary>
    /// It waits for the dump's end. Whoever then wants the same table waits behind it: for quiet hours.
    /// </summary>
    Wait,
}

namespace Mesh.Sources.MariaDb.Log.Advancing.Tables;

/// <summary>Finds the tables that foreign keys may have changed: the log has nothing of that.</summary>
internal static class Cascades
{
    /// <summary>Children whose parents had rows updated or deleted, and their children, with the key that
    /// reaches them.</summary>
    public static IReadOnlyDictionary<TableName, ForeignKey> Find(
        KnownTables tables, IReadOnlyList<ForeignKey> keys)
    {
        var reached = new Dictionary<TableName, ForeignKey>();
        for (var grows = true; grows;)
        {
            grows = false;
            foreach (var key in keys.Where(key => !reached.ContainsKey(key.Child)))
            {
                var isReached = reached.ContainsKey(key.Parent);
                var updated = isReached || tables.WasUpdated(key.Parent);
                var deleted = isReached || tables.WasDeletedFrom(key.Parent);
                if (key.Carries(updated, deleted))
                {
                    reached.Add(key.Child, key);
                    grows = true;
                }
            }
        }

        return reached;
    }
}

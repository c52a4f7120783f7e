using Mesh.Sources.MariaDb.Log.Advancing.Tables;

namespace Mesh.Sources.MariaDb.Log.Advancing.Statements;

/// <summary>What a statement outside of row events does to rows and tables.</summary>
internal abstract record StatementEffect
{
    /// <summary>Nothing: views, routines, indexes, accounts and the like.</summary>
    public sealed record None : StatementEffect;

    /// <summary>A table is there that was not, without rows.</summary>
    /// <param name="Name">The table.</param>
    /// <param name="IfMissing">An older one stays.</param>
    /// <param name="HasRows">The statement itself fills it.</param>
    public sealed record Creates(TableName Name, bool IfMissing, bool HasRows) : StatementEffect;

    public sealed record Drops(IReadOnlyList<TableName> Names) : StatementEffect;

    public sealed record DropsDatabase(string Database) : StatementEffect;

    public sealed record Empties(TableName Name) : StatementEffect;

    /// <summary>One after the other.</summary>
    public sealed record Renames(IReadOnlyList<(TableName From, TableName To)> Pairs) : StatementEffect;

    /// <summary>The rows of a table may be others than before; of an empty one they are not.</summary>
    /// <param name="Name">The table.</param>
    /// <param name="NewName">What it is called then; null where it keeps its name.</param>
    public sealed record Alters(TableName Name, TableName? NewName) : StatementEffect;

    /// <summary>It is not understood: tables whose names occur may be changed, or gone.</summary>
    /// <param name="Names">All that can be a name.</param>
    /// <param name="Wholes">Those of them that can be a whole database.</param>
    public sealed record Unclear(IReadOnlySet<string> Names, IReadOnlySet<string> Wholes) : StatementEffect;

    /// <summary>Changes of the open transaction are taken back, as far as its tables can.</summary>
    public sealed record TakesBack : StatementEffect;

    /// <summary>It may change any table.</summary>
    public sealed record Anything(string Reason) : StatementEffect;
}

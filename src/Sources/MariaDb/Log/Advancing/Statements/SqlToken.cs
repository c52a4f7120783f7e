namespace Mesh.Sources.MariaDb.Log.Advancing.Statements;

/// <summary>A piece of a statement.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it stands there, without quotes; of a string nothing.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text)
{
    /// <summary>Whether it is this keyword.</summary>
    public bool Is(string word) =>
        Kind == SqlTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is this mark.</summary>
    public bool IsMark(char mark) => Kind == SqlTokenKind.Mark && Text[0] == mark;

    /// <summary>Whether it can be a name.</summary>
    public bool CanBeName => Kind is SqlTokenKind.Word or SqlTokenKind.Name;
}

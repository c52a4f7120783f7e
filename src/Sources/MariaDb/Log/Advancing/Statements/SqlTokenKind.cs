namespace Mesh.Sources.MariaDb.Log.Advancing.Statements;

internal enum SqlTokenKind
{
    /// <summary>There is no more.</summary>
    End,

    /// <summary>A keyword, a plain name or a number.</summary>
    Word,

    /// <summary>A name in quotes.</summary>
    Name,

    /// <summary>A string.</summary>
    Text,

    /// <summary>Any other letter.</summary>
    Mark,
}

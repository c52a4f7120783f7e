using System.Globalization;
using System.Text;

namespace Mesh.Sources.MariaDb.Log.Advancing.Statements;

/// <summary>
/// Cuts a statement into words, names, strings and marks (MariaDB documentation, "Comment Syntax",
/// "Identifier Names"). What stands in comments that this server runs counts as if it stood outside.
/// </summary>
internal sealed class SqlTokens
{
    private const int FirstOfMySqlOnly = 50_700;
    private const int LastOfMySqlOnly = 99_999;
    private const int LatestKnown = 101_100;

    private readonly string _sql;
    private readonly bool _doubleQuotesName;
    private readonly bool _backslashesEscape;
    private readonly List<SqlToken> _tokens = [];
    private int _at;
    private int _open;

    private SqlTokens(string sql, bool doubleQuotesName, bool backslashesEscape) =>
        (_sql, _doubleQuotesName, _backslashesEscape) = (sql, doubleQuotesName, backslashesEscape);

    /// <summary>The tokens; null when it has a part that one server runs and another does not.</summary>
    public static IReadOnlyList<SqlToken>? Read(string sql, bool doubleQuotesName, bool backslashesEscape)
    {
        var tokens = new SqlTokens(sql, doubleQuotesName, backslashesEscape);
        return tokens.Read() ? tokens._tokens : null;
    }

    private bool Read()
    {
        while (_at < _sql.Length)
        {
            var letter = _sql[_at];
            if (char.IsWhiteSpace(letter))
            {
                _at++;
            }
            else if (letter is '\'' or '"' or '`')
            {
                Quoted(letter);
            }
            else if (letter == '#' || (Starts("--") && (_at + 2 == _sql.Length || _sql[_at + 2] <= ' ')))
            {
                Past("\n");
            }
            else if (Starts("/*"))
            {
                if (!Comment())
                {
                    return false;
                }
            }
            else if (_open > 0 && Starts("*/"))
            {
                (_open, _at) = (_open - 1, _at + 2);
            }
            else
            {
                Plain(letter);
            }
        }

        return true;
    }

    private void Plain(char letter)
    {
        var start = _at++;
        if (!IsOfWord(letter))
        {
            _tokens.Add(new SqlToken(SqlTokenKind.Mark, letter.ToString()));
            return;
        }

        while (_at < _sql.Length && IsOfWord(_sql[_at]))
        {
            _at++;
        }

        _tokens.Add(new SqlToken(SqlTokenKind.Word, _sql[start.._at]));
    }

    private void Quoted(char quote)
    {
        var isName = quote == '`' || (quote == '"' && _doubleQuotesName);
        var text = new StringBuilder();
        for (_at++; _at < _sql.Length; _at++)
        {
            if (_sql[_at] == quote)
            {
                if (_at + 1 == _sql.Length || _sql[_at + 1] != quote)
                {
                    break;
                }

                _at++;
            }
            else if (!isName && _backslashesEscape && _sql[_at] == '\\')
            {
                _at++;
                continue;
            }

            if (isName)
            {
                text.Append(_sql[_at]);
            }
        }

        _at = Math.Min(_at + 1, _sql.Length);
        _tokens.Add(new SqlToken(isName ? SqlTokenKind.Name : SqlTokenKind.Text, text.ToString()));
    }

    // Comments with a number are run by servers from that version on; MariaDB leaves out those of MySQL 5.7
    // and later.
    private bool Comment()
    {
        var mark = Starts("/*!") ? 3 : Starts("/*M!") ? 4 : 0;
        if (mark == 0)
        {
            Past("*/");
            return true;
        }

        var start = _at + mark;
        var end = start;
        while (end < _sql.Length && end < start + 6 && char.IsAsciiDigit(_sql[end]))
        {
            end++;
        }

        var version = end - start >= 5
            ? int.Parse(_sql.AsSpan(start, end - start), CultureInfo.InvariantCulture)
            : 0;
        if (version > LatestKnown)
        {
            return false;
        }

        if (mark == 3 && version is >= FirstOfMySqlOnly and <= LastOfMySqlOnly)
        {
            Past("*/");
            return true;
        }

        (_at, _open) = (version > 0 ? end : start, _open + 1);
        return true;
    }

    private void Past(string end)
    {
        var found = _sql.IndexOf(end, _at, StringComparison.Ordinal);
        _at = found < 0 ? _sql.Length : found + end.Length;
    }

    private bool Starts(string text) => string.CompareOrdinal(_sql, _at, text, 0, text.Length) == 0;

    private static bool IsOfWord(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || letter is '_' or '$' || letter >= '\u0080';
}

using System.Buffers;
using System.Text;

namespace Mesh.Sources.MariaDb.Loading;

/// <summary>
/// Cuts SQL text into statements as the stock client does: at the delimiter outside of quotes and comments;
/// lines that begin with DELIMITER change it. Takes the text in pieces of any length.
/// </summary>
internal sealed class SqlSplitter
{
    private static readonly SearchValues<byte> Marks = SearchValues.Create("'\"`-#/;\n\\$|!@%&~^"u8);

    private byte[] _text = new byte[1 << 20];
    private int _length;
    private int _start;
    private int _at;
    private bool _lineStart = true;
    private bool _hasContent;
    private byte[] _delimiter = ";"u8.ToArray();

    /// <summary>Adds text. What was given out before is not valid any more.</summary>
    public void Add(ReadOnlySpan<byte> piece)
    {
        if (_start > 0)
        {
            _text.AsSpan(_start, _length - _start).CopyTo(_text);
            (_length, _at, _start) = (_length - _start, _at - _start, 0);
        }

        if (_text.Length - _length < piece.Length)
        {
            Array.Resize(ref _text, Math.Max(_length + piece.Length, 2 * _text.Length));
        }

        piece.CopyTo(_text.AsSpan(_length));
        _length += piece.Length;
    }

    /// <summary>The next statement, without its delimiter.</summary>
    /// <param name="isEnd">Whether no more text comes: then the rest is a statement.</param>
    /// <param name="statement">Valid until the next <see cref="Add"/>.</param>
    /// <returns>False when more text is needed, or there is none.</returns>
    public bool TryRead(bool isEnd, out ReadOnlyMemory<byte> statement)
    {
        while (_at < _length)
        {
            if (_lineStart && !_hasContent)
            {
                if (!TryDelimiterLine(isEnd, out var isLine))
                {
                    break;
                }

                if (isLine)
                {
                    continue;
                }
            }

            _lineStart = false;
            var rest = _text.AsSpan(_at, _length - _at);
            if (rest.StartsWith(_delimiter))
            {
                statement = Take(_at + _delimiter.Length, _at);
                if (!statement.IsEmpty)
                {
                    return true;
                }

                continue;
            }

            if (!isEnd && rest.Length < _delimiter.Length && _delimiter.AsSpan().StartsWith(rest))
            {
                break;
            }

            var length = Token(rest, isEnd);
            if (length == 0)
            {
                break;
            }

            _at += length;
        }

        if (isEnd && _start < _length)
        {
            statement = Take(_length, _length);
            return !statement.IsEmpty;
        }

        statement = default;
        return false;
    }

    private Memory<byte> Take(int next, int end)
    {
        var statement = _hasContent ? _text.AsMemory(_start, end - _start) : default;
        (_start, _at, _hasContent) = (next, next, false);
        return statement;
    }

    // How far the next token reaches; 0 when its end is not in sight.
    private int Token(ReadOnlySpan<byte> rest, bool isEnd)
    {
        switch (rest[0])
        {
            case (byte)'\'' or (byte)'"' or (byte)'`':
                _hasContent = true;
                return Quoted(rest, isEnd);
            case (byte)'\n':
                _lineStart = true;
                return 1;
            case (byte)'#':
                return Through(rest, "\n"u8, isEnd);
            case (byte)'-' or (byte)'/' when rest.Length < 3 && !isEnd:
                return 0;
            case (byte)'-' when rest.Length >= 2 && rest[1] == '-' && (rest.Length == 2 || rest[2] <= ' '):
                return Through(rest, "\n"u8, isEnd);
            case (byte)'/' when rest.Length >= 2 && rest[1] == '*':
                // Comments that the server runs are content, and may hold delimiters of their own.
                _hasContent |= rest.Length >= 3 && rest[2] is (byte)'!' or (byte)'M';
                return Through(rest, "*/"u8, isEnd);
        }

        _hasContent |= rest[0] > ' ';
        var plain = rest[1..].IndexOfAny(Marks);
        var taken = plain < 0 ? rest.Length : plain + 1;
        _hasContent |= rest[..taken].IndexOfAnyExceptInRange((byte)0, (byte)' ') >= 0;
        return taken;
    }

    private static int Quoted(ReadOnlySpan<byte> rest, bool isEnd)
    {
        var quote = rest[0];
        for (var i = 1; i < rest.Length; i++)
        {
            var step = quote == '`' ? rest[i..].IndexOf(quote) : rest[i..].IndexOfAny(quote, (byte)'\\');
            if (step < 0)
            {
                break;
            }

            i += step;
            if (rest[i] == quote)
            {
                return i + 1; // a doubled quote is the next token, which is as good
            }

            i++;
        }

        return isEnd ? rest.Length : 0;
    }

    // The end of a line belongs to the next token, which begins a line.
    private static int Through(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> end, bool isEnd)
    {
        var found = rest.IndexOf(end);
        return found >= 0 ? found + (end.Length > 1 ? end.Length : 0) : isEnd ? rest.Length : 0;
    }

    private bool TryDelimiterLine(bool isEnd, out bool isLine)
    {
        var rest = _text.AsSpan(_at, _length - _at);
        var word = "delimiter "u8;
        isLine = false;
        if (rest.Length < word.Length && !isEnd)
        {
            return !Ascii.EqualsIgnoreCase(rest, word[..rest.Length]);
        }

        if (rest.Length < word.Length || !Ascii.EqualsIgnoreCase(rest[..word.Length], word))
        {
            return true;
        }

        var end = rest.IndexOf((byte)'\n');
        if (end < 0 && !isEnd)
        {
            return false;
        }

        var line = end < 0 ? rest : rest[..end];
        _delimiter = line[word.Length..].Trim(" \r\t"u8).ToArray();
        _at += end < 0 ? rest.Length : end + 1;
        _start = _at;
        isLine = true;
        return true;
    }
}

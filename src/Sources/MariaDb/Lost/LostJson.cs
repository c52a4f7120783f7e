using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Mesh.Sources.MariaDb.Schema;

namespace Mesh.Sources.MariaDb.Lost;

/// <summary>
/// Writes lost transactions as JSON: values as the text that a query would show, or as <c>{"hex": …}</c> where
/// they are no text.
/// </summary>
internal sealed class LostJson(Stream stream) : IDisposable
{
    private static readonly string[] WideSets = ["ucs2", "utf16", "utf16le", "utf32"];

    private readonly Utf8JsonWriter _json = new(stream, new JsonWriterOptions
    {
        Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public void Begin(string title)
    {
        _json.WriteStartObject();
        _json.WriteString("what", title);
        _json.WriteStartArray("transactions");
    }

    public void Write(LostTransaction transaction)
    {
        _json.WriteStartObject();
        _json.WriteString("gtid", transaction.Gtid.ToString());
        _json.WriteString("committedAt",
            transaction.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        if (transaction.IsHeartbeat)
        {
            _json.WriteBoolean("heartbeat", true);
        }

        if (transaction.Unwritten.Length > 0)
        {
            _json.WriteString("notWritten", transaction.Unwritten);
        }

        _json.WriteStartArray("parts");
        foreach (var part in transaction.Parts)
        {
            Write(part);
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        if (_json.BytesPending > 1 << 20)
        {
            _json.Flush();
        }
    }

    public void End()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
    }

    public void Dispose() => _json.Dispose();

    private void Write(LostPart part)
    {
        _json.WriteStartObject();
        if (part is LostPart.Statement statement)
        {
            _json.WriteString("database", statement.Query.Database);
            WriteText("statement", statement.Query.Statement.Span);
        }
        else if (part is LostPart.Rows rows)
        {
            if (rows.Doubt.Length > 0)
            {
                _json.WriteString("asEvents", rows.Doubt);
            }

            _json.WriteStartArray("rows");
            foreach (var change in rows.Changes)
            {
                Write(change);
            }

            _json.WriteEndArray();
        }

        _json.WriteEndObject();
    }

    private void Write(LostChange change)
    {
        _json.WriteStartObject();
        _json.WriteString("table", change.Table.Name.ToString());
        _json.WriteString("change", change.Before is null ? "insert" : change.After is null ? "delete" : "update");
        Write("before", change, change.Before);
        Write("after", change, change.After);
        _json.WriteEndObject();
    }

    private void Write(string name, LostChange change, LostRow? row)
    {
        if (row is null)
        {
            return;
        }

        _json.WriteStartObject(name);
        for (var i = 0; i < row.Values.Length; i++)
        {
            var column = change.Table.Columns[i];
            if (row.Values[i] is not { } value)
            {
                _json.WriteNull(column.Name);
            }
            else if (column.Kind == CellKind.Bytes || IsForeign(column, value))
            {
                WriteHex(column.Name, value);
            }
            else
            {
                WriteText(column.Name, value);
            }
        }

        _json.WriteEndObject();
    }

    // In another character set the same bytes would be other letters; most have those of ASCII in common.
    private static bool IsForeign(TableColumn column, ReadOnlySpan<byte> value) =>
        column.CharacterSet is { } name && !name.StartsWith("utf8", StringComparison.Ordinal)
        && (WideSets.Contains(name) || !Ascii.IsValid(value));

    private void WriteText(string name, ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
        {
            _json.WriteString(name, Encoding.UTF8.GetString(text));
        }
        else
        {
            WriteHex(name, text);
        }
    }

    private void WriteHex(string name, ReadOnlySpan<byte> bytes)
    {
        _json.WriteStartObject(name);
        _json.WriteString("hex", Convert.ToHexStringLower(bytes));
        _json.WriteEndObject();
    }
}

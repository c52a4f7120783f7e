using System.Buffers.Text;
using System.Text;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Log.Replay;

/// <summary>
/// Packs row events into <c>BINLOG</c> statements. A statement forgets its table maps, so where a long run of
/// row events is cut the maps come again.
/// </summary>
internal sealed class RowStatements(int bytesPerStatement, int largestStatement, string subject)
{
    private const int Margin = 100;

    private readonly List<LogEvent> _maps = [];
    private readonly List<LogEvent> _rows = [];
    private int _size;

    /// <summary>The statement for a file's format description, which others of the session rely on.</summary>
    public static byte[] Describe(byte[] fileHeader) =>
        Pack([LogEvent.Read(fileHeader.AsMemory(EventReader.Magic.Length), "file header")]);

    /// <summary>Takes a table map or a row event.</summary>
    /// <returns>Statements that are complete now.</returns>
    public IEnumerable<byte[]> Add(LogEvent next)
    {
        if (next.Type == EventType.TableMap)
        {
            _maps.Add(next);
            _size += next.Bytes.Length;
            yield break;
        }

        if (_rows.Count > 0 && _size + next.Bytes.Length > bytesPerStatement)
        {
            yield return Take();
        }

        _rows.Add(next);
        _size += next.Bytes.Length;
        if (Base64.GetMaxEncodedToUtf8Length(_size) + Margin > largestStatement)
        {
            throw new MeshException("row-too-large", subject,
                $"rows of {_size} bytes do not fit into the target's max_allowed_packet",
                "raise max_allowed_packet on the target (SET GLOBAL max_allowed_packet = 1073741824)");
        }

        if ((RowsEvent.Parse(next).Flags & RowsEvent.EndOfStatement) != 0)
        {
            yield return Take();
            _maps.Clear();
            _size = 0;
        }
    }

    private byte[] Take()
    {
        var statement = Pack([.. _maps, .. _rows]);
        _rows.Clear();
        _size = _maps.Sum(map => map.Bytes.Length);
        return statement;
    }

    private static byte[] Pack(IReadOnlyList<LogEvent> events)
    {
        var bytes = new byte[events.Sum(each => each.Bytes.Length)];
        var at = 0;
        foreach (var each in events)
        {
            each.Bytes.CopyTo(bytes.AsMemory(at));
            at += each.Bytes.Length;
        }

        return Encoding.ASCII.GetBytes($"BINLOG '{Convert.ToBase64String(bytes)}'");
    }
}

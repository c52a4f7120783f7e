using System.Text;
using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>A statement as its client wrote it, with the session's settings that it depends on.</summary>
/// <param name="Database">The default database; empty for none.</param>
/// <param name="ErrorCode">The error that it ended with on the source; 0 normally.</param>
/// <param name="Status">Settings, still packed: <see cref="QueryStatus"/>.</param>
/// <param name="Statement">In the client's character set.</param>
internal sealed record QueryEvent(
    string Database, ushort ErrorCode, ReadOnlyMemory<byte> Status, ReadOnlyMemory<byte> Statement)
{
    public bool IsCommit => Is("COMMIT"u8);

    public bool IsRollback => Is("ROLLBACK"u8);

    public static QueryEvent Parse(in LogEvent source)
    {
        var cursor = new ByteCursor(source.Body);
        cursor.Skip(8); // thread, execution time
        var databaseLength = cursor.UInt8();
        var error = cursor.UInt16();
        byte[] status = [.. cursor.Bytes(cursor.UInt16())];
        var database = Encoding.UTF8.GetString(cursor.Bytes(databaseLength));
        cursor.Skip(1);
        return new QueryEvent(database, error, status, cursor.Rest().ToArray());
    }

    /// <summary>For messages: the beginning, without what is not ASCII.</summary>
    public string Excerpt() => new([.. Encoding.Latin1
        .GetString(Statement.Span[..Math.Min(80, Statement.Length)])
        .Select(c => c is >= ' ' and <= '~' ? c : '?')]);

    private bool Is(ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(Statement.Span, word);
}

using System.Text;
using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>Which file comes next, or, artificial, which one the server is sending.</summary>
internal sealed record RotateEvent(string File, ulong Position)
{
    public static RotateEvent Parse(in LogEvent source)
    {
        var cursor = new ByteCursor(source.Body);
        var position = cursor.UInt64();
        return new RotateEvent(Encoding.UTF8.GetString(cursor.Rest()), position);
    }
}

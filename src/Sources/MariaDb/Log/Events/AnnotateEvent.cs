using System.Text;

namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>The statement that made the row events behind it.</summary>
internal sealed record AnnotateEvent(string Statement)
{
    public static AnnotateEvent Parse(in LogEvent source) => new(Encoding.UTF8.GetString(source.Body));
}

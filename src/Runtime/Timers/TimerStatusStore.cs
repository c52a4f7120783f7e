using System.Text.Json;
using Mesh.Domain.Errors;

namespace Mesh.Runtime.Timers;

/// <summary>Keeps each timer's status in a file of its own, replaced as a whole.</summary>
internal sealed class TimerStatusStore(string folder)
{
    public TimerStatus? Read(string function)
    {
        var file = FileOf(function);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<TimerStatus>(File.ReadAllBytes(file));
        }
        catch (JsonException failure)
        {
            throw new MeshException(
                "bad-timer-status",
                file,
                "cannot be read",
                "delete it: the timer then forgets what it has missed",
                innerException: failure);
        }
    }

    public void Write(string function, TimerStatus status)
    {
        Directory.CreateDirectory(folder);
        var file = FileOf(function);
        var draft = file + ".new";
        using (var stream = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(stream, status);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, file, overwrite: true);
    }

    private string FileOf(string function) => Path.Combine(folder, function + ".json");
}

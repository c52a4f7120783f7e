using System.Text.Json;

namespace Mesh.Runtime.Hosting;

/// <summary>
/// Tells commands which server holds a data folder, so that they talk to it instead of opening the files.
/// </summary>
/// <param name="Url">Where it answers.</param>
/// <param name="Pid">Its process.</param>
public sealed record RunningServer(string Url, int Pid)
{
    private const string FileName = "server.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>
    /// Null when no server holds the folder; what a dead one has left behind does not count.
    /// </summary>
    public static RunningServer? Find(string dataDirectory) =>
        DataFolderLock.IsHeld(dataDirectory) ? Read(dataDirectory) : null;

    internal static RunningServer? Read(string dataDirectory)
    {
        var file = Path.Combine(dataDirectory, FileName);
        return File.Exists(
            file) ? JsonSerializer.Deserialize<RunningServer>(File.ReadAllBytes(file), Json) : null;
    }

    internal void Write(string dataDirectory)
    {
        // Renamed into place: a reader sees all of it or nothing.
        var file = Path.Combine(dataDirectory, FileName);
        File.WriteAllBytes(file + ".new", JsonSerializer.SerializeToUtf8Bytes(this, Json));
        File.Move(file + ".new", file, overwrite: true);
    }

    internal static void Remove(string dataDirectory) => File.Delete(Path.Combine(dataDirectory, FileName));
}

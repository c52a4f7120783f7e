using System.Text;
using Mesh.Storage.Files;

namespace Mesh.Sites;

/// <summary>A small file that is replaced as a whole: readers, and a machine that loses its power, have the
/// old text or the new.</summary>
internal static class DurableFile
{
    private const UnixFileMode ReadByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite
        | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Durable when it returns.</summary>
    /// <param name="path">Absolute; its folder exists.</param>
    /// <param name="text">All of it; no secret, since others may read it.</param>
    /// <exception cref="SitePartException"><c>file-unwritable</c></exception>
    public static void Write(string path, string text)
    {
        var unfinished = path + ".new";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = ReadByAll;
            }

            using (var stream = new FileStream(unfinished, options))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
            Posix.SyncFolder(Path.GetDirectoryName(path)!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SitePartException("file-unwritable", path, $"it cannot be written: {error.Message}",
                "see to the folder, its owner and the room on the disk", retryable: true, error);
        }
    }
}

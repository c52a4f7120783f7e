using System.Security.Cryptography;
using System.Text;
using Mesh.Domain.Errors;
using Mesh.Domain.Sites;

namespace Mesh.Activities.ControlPlane;

/// <summary>
/// Where a data folder keeps which incarnation it is: a text file with an id a line, its own first, then
/// those that it has replaced, the newest first. A cut of the control plane has the same lines in another
/// file: whoever starts on a copy of a cut, however it came there, is another life, and knows whose it
/// continues.
/// </summary>
public static class IncarnationFile
{
    /// <summary>The file of the life that the folder is.</summary>
    public const string FileName = "incarnation";

    /// <summary>The file of the life that a cut was made of.</summary>
    public const string BeforeName = "incarnation.before";

    /// <summary>
    /// The incarnation of a data folder. One that has none gets one, durable when this returns; it continues
    /// the life that the folder is a cut of, if it is one.
    /// </summary>
    /// <exception cref="MeshException"><c>bad-incarnation</c>: a file holds something else.</exception>
    public static Incarnation Open(string dataDirectory, RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (Find(dataDirectory, FileName) is { } known)
        {
            return known;
        }

        Span<byte> bytes = stackalloc byte[Incarnation.IdBytes];
        random.GetBytes(bytes);
        var before = Find(dataDirectory, BeforeName);
        var made = new Incarnation(
            Incarnation.NewId(bytes), before is null ? [] : [before.Id, .. before.Replaced]);
        Write(dataDirectory, FileName, made);
        return made;
    }

    /// <summary>What a file of a folder says; null where there is none.</summary>
    /// <exception cref="MeshException"><c>bad-incarnation</c>: it holds something else.</exception>
    public static Incarnation? Find(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            return null;
        }

        var lines = File.ReadAllLines(path);
        return lines.Length > 0 && lines.All(Incarnation.IsId)
            ? new Incarnation(lines[0], lines[1..])
            : throw new MeshException(
                "bad-incarnation", path, "a line of it is no id of an incarnation, or it has no line",
                "bring it back from a cut of the control plane ('mesh rescue'); without it another Mesh "
                + "cannot be told from this one",
                ExitCode.BadInput);
    }

    /// <summary>Replaces a file of a folder; it is durable when this returns.</summary>
    public static void Write(string folder, string name, Incarnation incarnation)
    {
        ArgumentNullException.ThrowIfNull(incarnation);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name);
        using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            string[] lines = [incarnation.Id, .. incarnation.Replaced];
            file.Write(Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}

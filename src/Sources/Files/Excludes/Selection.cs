using System.Text;
using Mesh.Sources.Files.Linux;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Excludes;

/// <summary>Which entries of the source are left out.</summary>
internal sealed class Selection
{
    private static readonly byte[] TagSignature = "Signature: 8a477f597d28d172789f06886806bc55"u8.ToArray();
    private static readonly NodeName TagName = NodeName.FromText("CACHEDIR.TAG");

    private readonly PathPatterns _patterns;
    private readonly bool _excludeCaches;
    private readonly byte[] _workingDirectory;

    /// <exception cref="Domain.Errors.MeshException"><c>bad-pattern</c>: one is malformed.</exception>
    public Selection(SourceSet sources)
    {
        _patterns = new PathPatterns(sources.Excludes);
        _excludeCaches = sources.ExcludeCaches;
        OneFileSystem = sources.OneFileSystem;
        _workingDirectory = Encoding.UTF8.GetBytes(Environment.CurrentDirectory.TrimEnd('/') + "/");
    }

    /// <summary>Do not go into directories where another file system is mounted.</summary>
    public bool OneFileSystem { get; }

    /// <summary>Whether the patterns leave out what is at this path.</summary>
    public bool Excludes(ReadOnlySpan<byte> path)
    {
        if (_patterns.IsEmpty)
        {
            return false;
        }

        if (!path.IsEmpty && path[0] == '/')
        {
            return _patterns.Matches(path);
        }

        var text = Encoding.UTF8.GetString([.. _workingDirectory, .. path]);
        return _patterns.Matches(Encoding.UTF8.GetBytes(CleanPath.Of(text)));
    }

    /// <summary>Takes from the names of a directory that is tagged as a cache all but the tag.</summary>
    public void RemoveCached(OpenFile directory, List<NodeName> names)
    {
        if (_excludeCaches && names.Contains(TagName) && IsTag(directory))
        {
            names.RemoveAll(name => name != TagName);
        }
    }

    private static bool IsTag(OpenFile directory)
    {
        try
        {
            using var tag = FileSystem.OpenToRead([.. directory.Path, (byte)'/', .. TagName.Span]);
            var head = new byte[TagSignature.Length];
            return tag.Read(head, 0) == head.Length && head.AsSpan().SequenceEqual(TagSignature);
        }
        catch (SystemCallException)
        {
            return false; // what cannot be read is no tag; the file itself is reported when it is backed up
        }
    }
}

namespace Mesh.Tests.Kit.Trees;

/// <summary>
/// An entry of a tree as the system's own tools see it; equal when content and metadata are.
/// </summary>
/// <param name="Type">The letter that <c>find</c> has for it.</param>
/// <param name="Mode">In octal.</param>
/// <param name="Owner">User and group by number.</param>
/// <param name="Modified">Seconds and nanoseconds.</param>
/// <param name="Size">For files.</param>
/// <param name="LinkTarget">For symbolic links.</param>
/// <param name="LinkedWith">The first path of the same inode: tells hard links.</param>
/// <param name="Device">For devices.</param>
/// <param name="Content">SHA-256, for files.</param>
/// <param name="Attributes">Extended attributes, as text.</param>
public sealed record TreeEntry(
    string Type,
    string Mode,
    string Owner,
    string Modified,
    long Size,
    string LinkTarget,
    string LinkedWith,
    string Device,
    string Content,
    string Attributes);

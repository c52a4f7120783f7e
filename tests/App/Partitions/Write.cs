namespace Mesh.Tests.App.Partitions;

/// <summary>A write, as its client saw it.</summary>
/// <param name="Number">The row's.</param>
/// <param name="From">The place of the client.</param>
/// <param name="Site">The site that it was sent to.</param>
/// <param name="Began">When it was sent, by the clock of the machine, which all places share.</param>
/// <param name="Ended">When the client knew.</param>
/// <param name="Fate">What the client knew.</param>
internal sealed record Write(
    long Number, string From, string Site, TimeSpan Began, TimeSpan Ended, WriteFate Fate);

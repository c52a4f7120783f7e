using Mesh.Sources.Files.Ranges;

namespace Mesh.Sources.Files.Planning;

/// <summary>Some of the ranges of a run, in the order of the walk.</summary>
/// <param name="Ranges">They follow one another without a gap.</param>
/// <param name="Next">Where the next page starts; null when this is the last.</param>
public sealed record PlanPage(IReadOnlyList<PlannedRange> Ranges, TreePosition? Next)
{
    public long Files => Ranges.Sum(range => range.Files);

    public long Bytes => Ranges.Sum(range => range.Bytes);

    public long BytesToMove => Ranges.Sum(range => range.BytesToMove);
}

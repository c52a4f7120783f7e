namespace Mesh.Sources.Files.Planning;

/// <summary>Where ranges and pages of them end.</summary>
public sealed record PlanLimits
{
    /// <summary>
    /// A range ends before it would move more bytes; a larger file is cut at multiples of this.
    /// </summary>
    public long BytesPerRange { get; init; } = 256L << 20;

    /// <summary>A range ends when it has this many entries.</summary>
    public long EntriesPerRange { get; init; } = 20_000;

    /// <summary>A page ends when it has this many ranges.</summary>
    public int RangesPerPage { get; init; } = 64;

    /// <summary>A page ends when its ranges, written as text, have this many characters.</summary>
    public int CharactersPerPage { get; init; } = 32 * 1024;
}

using Mesh.Domain.Errors;
using Mesh.Domain.Spelling;

namespace Mesh.Domain.Standards;

/// <summary>
/// A level of a standard and the figures it asks for. A system whose objectives keep them <i>meets the
/// figures</i> of the level; the rest of what a standard asks for is not looked at here.
/// </summary>
/// <remarks>
/// Source: JR/T 0168-2018 (cloud computing in finance, disaster recovery), levels 3 to 6.
/// </remarks>
public sealed record StandardLevel
{
    private StandardLevel(
        int number, TimeSpan rto, TimeSpan rpo, double availability, TimeSpan downtimePerYear)
    {
        Number = number;
        Rto = rto;
        Rpo = rpo;
        Availability = availability;
        DowntimePerYear = downtimePerYear;
    }

    /// <summary>All levels, the least demanding first.</summary>
    public static IReadOnlyList<StandardLevel> All { get; } =
    [
        new(3, TimeSpan.FromHours(24), TimeSpan.FromHours(24), 99, TimeSpan.FromDays(4)),
        new(4, TimeSpan.FromHours(4), TimeSpan.FromHours(1), 99.9, TimeSpan.FromHours(10)),
        new(5, TimeSpan.FromMinutes(30), AboutZero, 99.99, TimeSpan.FromHours(1)),
        new(6, TimeSpan.FromMinutes(2), TimeSpan.Zero, 99.999, TimeSpan.FromMinutes(5)),
    ];

    /// <summary>
    /// What is read where an RPO is given as "about 0": replication without a promise, which is behind by
    /// seconds. The standard gives no figure; this one is ours.
    /// </summary>
    public static TimeSpan AboutZero => TimeSpan.FromMinutes(1);

    /// <summary>The level's number, 3 to 6.</summary>
    public int Number { get; }

    /// <summary>The word for it in a manifest: <c>jrt0168-5</c>.</summary>
    public string Word => $"jrt0168-{Number}";

    /// <summary>The longest until the system is back.</summary>
    public TimeSpan Rto { get; }

    /// <summary>The most that may be lost.</summary>
    public TimeSpan Rpo { get; }

    /// <summary>The least availability, in percent of the year.</summary>
    public double Availability { get; }

    /// <summary>
    /// The most unplanned downtime a year. It is a test beside that of availability, and the stricter of the
    /// two wins.
    /// </summary>
    public TimeSpan DowntimePerYear { get; }

    /// <summary>Reads the word for a level.</summary>
    public static Parsed<StandardLevel> Read(string text) =>
        All.FirstOrDefault(level => level.Word == text) is { } known
            ? known
            : new Problem(
                $"'{text}' is not a level that is known here",
                NearestWord.Hint(text, [.. All.Select(level => level.Word)]));

    /// <inheritdoc/>
    public override string ToString() => Word;
}

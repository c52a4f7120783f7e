using Mesh.Orchestrations.Movements;

namespace Mesh.Orchestrations.Runs;

/// <summary>What a run has done so far; goes from page to page with the run's input.</summary>
public sealed record RunTally
{
    /// <summary>Warnings that a run keeps in words; of the rest only the number.</summary>
    public const int WarningsKept = 20;

    public int Movements { get; init; }

    public long FilesPlanned { get; init; }

    public long BytesPlanned { get; init; }

    public bool PlanComplete { get; init; }

    public MovementStats Done { get; init; } = new();

    public int WarningCount { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public RunTally Plus(PlannedPage page) => this with
    {
        FilesPlanned = FilesPlanned + page.Files,
        BytesPlanned = BytesPlanned + page.Bytes,
        PlanComplete = page.NextCursor.Length == 0,
    };

    public RunTally Plus(MovementResult result) => Noting(result) with
    {
        Movements = Movements + 1,
        Done = Done.Plus(result.Stats),
    };

    /// <summary>Keeps what a result warns of, without its figures.</summary>
    public RunTally Noting(MovementResult result) => Noting(result.WarningCount, result.Warnings);

    /// <summary>Keeps warnings: their number, and as many in words as there is room for.</summary>
    public RunTally Noting(int count, IReadOnlyList<string> warnings) => this with
    {
        WarningCount = WarningCount + count,
        Warnings = [.. Warnings, .. warnings.Take(WarningsKept - Warnings.Count)],
    };
}

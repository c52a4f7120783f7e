namespace Mesh.Domain.Retention;

/// <summary>
/// What to keep, in restic's terms: a point stays if any rule keeps it. Counts are of points (<see
/// cref="Last"/>) or of hours, days, weeks, months and years that have a point, the newest of each being
/// kept.
/// </summary>
public sealed record RetentionRules
{
    /// <summary>The count that keeps all.</summary>
    public const int Unlimited = -1;

    /// <summary>Keeps everything: no rule at all.</summary>
    public static RetentionRules KeepAll { get; } = new();

    /// <summary>How many of the newest points to keep.</summary>
    public int Last { get; init; }

    /// <summary>For how many hours with a point to keep the newest one.</summary>
    public int Hourly { get; init; }

    /// <summary>For how many days with a point to keep the newest one.</summary>
    public int Daily { get; init; }

    /// <summary>For how many ISO weeks with a point to keep the newest one.</summary>
    public int Weekly { get; init; }

    /// <summary>For how many months with a point to keep the newest one.</summary>
    public int Monthly { get; init; }

    /// <summary>For how many years with a point to keep the newest one.</summary>
    public int Yearly { get; init; }

    /// <summary>Keep everything newer than this, counted back from the newest point.</summary>
    public CalendarSpan? Within { get; init; }

    /// <summary>Keep points that carry all tags of one of these comma-separated lists.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>True when there is no rule, and so nothing is ever forgotten.</summary>
    public bool IsEmpty => !KeepsByTime && Tags.Count == 0;

    /// <summary>True when a rule keeps points by their time; such rules always keep the newest.</summary>
    public bool KeepsByTime =>
        Last != 0 || Hourly != 0 || Daily != 0 || Weekly != 0 || Monthly != 0 || Yearly != 0
        || Within is not null;
}

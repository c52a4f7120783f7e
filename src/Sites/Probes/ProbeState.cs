namespace Mesh.Sites.Probes;

/// <summary>
/// Whether a check is up or down, by its looks: down after so many bad ones in a row, up again after as many
/// good ones. Pure.
/// </summary>
/// <param name="Needed">How many in a row turn it; 1 or more.</param>
internal sealed record ProbeState(int Needed)
{
    /// <summary>
    /// Null until it is known: after the first good look, or when as many were bad as are needed.
    /// </summary>
    public bool? Healthy { get; init; }

    /// <summary>When the first of the looks was made that made it so.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>How many looks in a row have failed just now.</summary>
    public int Failures { get; init; }

    /// <summary>How many looks in a row have gone well just now.</summary>
    public int Successes { get; init; }

    /// <summary>When the first of those was made.</summary>
    public DateTimeOffset RowSince { get; init; }

    /// <summary>After one more look.</summary>
    /// <param name="good">How it went.</param>
    /// <param name="at">When it was made; looks come in their order.</param>
    public ProbeState After(bool good, DateTimeOffset at)
    {
        var continues = good ? Successes > 0 : Failures > 0;
        var next = this with
        {
            Successes = good ? Successes + 1 : 0,
            Failures = good ? 0 : Failures + 1,
            RowSince = continues ? RowSince : at,
        };
        var turns = Healthy != good
            && (next.Successes + next.Failures >= Needed || (Healthy is null && good));
        return turns ? next with { Healthy = good, Since = next.RowSince } : next;
    }
}

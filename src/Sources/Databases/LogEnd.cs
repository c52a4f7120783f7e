namespace Mesh.Sources.Databases;

/// <summary>Where a replay ends: at a moment, a transaction, a position, or with all there is.</summary>
/// <remarks>Transactions and positions are text that only the engine reads.</remarks>
public sealed record LogEnd
{
    private LogEnd()
    {
    }

    /// <summary>With all that is in the vault.</summary>
    public static LogEnd OfLog { get; } = new();

    /// <summary>The moment; null for another end.</summary>
    public DateTimeOffset? Time { get; private init; }

    /// <summary>The transaction that is the last; null for another end.</summary>
    public string? Last { get; private init; }

    /// <summary>The transaction before which it ends; null for another end.</summary>
    public string? Next { get; private init; }

    /// <summary>The position; null for another end.</summary>
    public string? Position { get; private init; }

    /// <summary>
    /// Before the first transaction, in the log's order, that was committed after the time. Where the log
    /// knows times less exactly, all of the time's own unit is included.
    /// </summary>
    public static LogEnd At(DateTimeOffset time) => new() { Time = time };

    /// <summary>With this transaction as the last.</summary>
    public static LogEnd Through(string transaction) => new() { Last = transaction };

    /// <summary>Just before this transaction.</summary>
    public static LogEnd Before(string transaction) => new() { Next = transaction };

    /// <summary>With the last transaction that ends at or before the position.</summary>
    public static LogEnd AtPosition(string position) => new() { Position = position };
}

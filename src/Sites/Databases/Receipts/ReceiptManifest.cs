namespace Mesh.Sites.Databases.Receipts;

/// <summary>
/// What a receipt says of itself. It has nothing of the time of its writing, so that a receipt that is
/// written again is the same.
/// </summary>
internal sealed record ReceiptManifest
{
    public string Format { get; init; } = "mesh-receipt/1";

    public required string System { get; init; }

    public required string Component { get; init; }

    /// <summary>The epoch in which it was asked for.</summary>
    public required long Epoch { get; init; }

    /// <summary>The server that has the lost transactions.</summary>
    public required string Server { get; init; }

    /// <summary>The site whose server lacks them.</summary>
    public required string Primary { get; init; }

    /// <summary>The difference, as ranges of GTIDs.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    public IReadOnlyList<string> Purged { get; init; } = [];

    /// <summary>The transactions that could not be written, and why.</summary>
    public IReadOnlyList<string> Unwritten { get; init; } = [];

    public long Transactions { get; init; }

    public long Heartbeats { get; init; }

    public long Rows { get; init; }

    public long Statements { get; init; }

    /// <summary>Statements whose rows stand as events of the log.</summary>
    public long AsEvents { get; init; }

    /// <summary>The newest transaction that both servers have; null where the log has none.</summary>
    public ReceiptMoment? NewestKept { get; init; }

    /// <summary>The newest that was lost, Mesh's own aside; null where none was.</summary>
    public ReceiptMoment? NewestLost { get; init; }

    /// <inheritdoc cref="Domain.Sites.RejoinReceipt.RpoSeconds"/>
    public double? RpoSeconds { get; init; }

    public required IReadOnlyList<ReceiptFile> Files { get; init; }
}

namespace Mesh.Domain.Sites;

/// <summary>
/// What an old primary had committed and its successor lacks, as it was kept at the site before anything was
/// changed there. Asynchronous replication leaves such writes behind when production is lost.
/// </summary>
public sealed record RejoinReceipt
{
    /// <summary>The folder at the site that holds it: <c>manifest.json</c>, <c>lost.sql</c>,
    /// <c>lost.json</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>SHA-256 of <c>manifest.json</c>, which has those of the others; hexadecimal digits.</summary>
    public required string ManifestSha256 { get; init; }

    /// <summary>The difference, as ranges of GTIDs; empty where there is none.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    /// <summary>The lost transactions, without those in which Mesh told the time.</summary>
    public long Transactions { get; init; }

    /// <summary>The changes of rows in them.</summary>
    public long Rows { get; init; }

    /// <summary>The statements in them, such as definitions of tables.</summary>
    public long Statements { get; init; }

    /// <summary>What of the difference the old primary's log does not have any more.</summary>
    public IReadOnlyList<string> Purged { get; init; } = [];

    /// <summary>How many transactions could not be written so that a client could load them.</summary>
    public long Unwritten { get; init; }

    /// <summary>
    /// The exact RPO: seconds from the commit of the last transaction that both have to the commit of the
    /// last that was lost, by the clock of the old primary, in whole seconds. 0 where nothing was lost; null
    /// where its log does not tell.
    /// </summary>
    public double? RpoSeconds { get; init; }

    /// <summary>
    /// Whether the server is without them now: they were taken back, or it was restored from elsewhere.
    /// </summary>
    public bool TakenBack { get; init; }
}

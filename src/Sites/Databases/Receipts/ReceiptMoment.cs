namespace Mesh.Sites.Databases.Receipts;

/// <summary>A transaction and when it was committed, to the second.</summary>
internal sealed record ReceiptMoment(string Gtid, DateTimeOffset CommittedAt);

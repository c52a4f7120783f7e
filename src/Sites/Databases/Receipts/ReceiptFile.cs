namespace Mesh.Sites.Databases.Receipts;

/// <summary>A file of a receipt.</summary>
/// <param name="Name">Its name in the receipt's folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of its bytes; hexadecimal digits.</param>
internal sealed record ReceiptFile(string Name, long Bytes, string Sha256);

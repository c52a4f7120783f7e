namespace Mesh.Catalog.Paging;

/// <summary>Cuts what a query brought (one row more than the page holds) into a page.</summary>
internal static class Paged
{
    public static Page<TItem> Of<TRow, TItem>(
        List<TRow> oneMore, PageRequest request, Func<TRow, TItem> item, Func<TRow, string> key) =>
        oneMore.Count <= request.Size
            ? new Page<TItem>([.. oneMore.Select(item)], null)
            : new Page<TItem>([.. oneMore.Take(request.Size).Select(item)], key(oneMore[request.Size - 1]));
}

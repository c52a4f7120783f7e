using Mesh.Catalog.Paging;

namespace Mesh.Functions.Http;

/// <summary>A part of a list; <paramref name="Next"/> is passed as <c>after</c> for what follows.</summary>
public sealed record ListView<T>(IReadOnlyList<T> Items, string? Next)
{
    internal static ListView<T> Of<TRecord>(Page<TRecord> page, Func<TRecord, T> view) =>
        new([.. page.Items.Select(view)], page.Next);
}

using System.Globalization;
using Mesh.Domain.Errors;

namespace Mesh.Catalog.Paging;

/// <summary>Which part of a list is wanted.</summary>
/// <param name="Size">How many entries, 1 to 500.</param>
/// <param name="After">The <see cref="Page{T}.Next"/> of the page before; null for the first page.</param>
public sealed record PageRequest(int Size = 50, string? After = null)
{
    /// <summary>The most entries of one page.</summary>
    public const int Largest = 500;

    internal int CheckedSize => Size is >= 1 and <= Largest
        ? Size
        : throw new MeshException(
            "invalid-page",
            "limit",
            $"{Size} is not between 1 and {Largest}",
            "ask for fewer at a time",
            ExitCode.BadInput);

    internal long AfterNumber => After is null
        ? long.MaxValue
        : long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new MeshException(
                "invalid-page",
                "after",
                "is not the end of a page",
                "pass on what the page before gave",
                ExitCode.BadInput);
}

using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Schema;

/// <summary>A view.</summary>
/// <param name="Database">Its database.</param>
/// <param name="Code">How it is made; the server writes all names in it with their databases.</param>
/// <param name="IsValid">Whether what it shows exists.</param>
internal sealed record ViewSchema(string Database, CodeObject Code, bool IsValid)
{
    private string QualifiedName => SqlText.Name(Database, Code.Name);

    /// <summary>Views in an order in which each comes after those that it shows.</summary>
    public static IReadOnlyList<ViewSchema> Sort(IReadOnlyList<ViewSchema> views)
    {
        var sorted = new List<ViewSchema>();
        var seen = new HashSet<ViewSchema>();
        foreach (var view in views)
        {
            Add(view);
        }

        return sorted;

        void Add(ViewSchema view)
        {
            if (seen.Add(view))
            {
                foreach (var shown in views.Where(view.Shows))
                {
                    Add(shown);
                }

                sorted.Add(view);
            }
        }
    }

    private bool Shows(ViewSchema other) =>
        other != this && Code.Create.Contains(other.QualifiedName, StringComparison.Ordinal);
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Mesh.Catalog.Database;

/// <summary>
/// Lets <c>dotnet ef migrations add NAME --project src/Catalog</c> see the model without a database.
/// </summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<CatalogContext>
{
    /// <inheritdoc/>
    public CatalogContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<CatalogContext>().UseSqlite("Data Source=:memory:").Options);
}

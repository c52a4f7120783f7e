using Mesh.Domain.Systems;

namespace Mesh.Sources.MariaDb.Aside;

/// <summary>A table that is restored aside.</summary>
/// <param name="From">What it is called in the backup.</param>
/// <param name="To">What it will be called on the target.</param>
public sealed record AsideTable(TableName From, TableName To);

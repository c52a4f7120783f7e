namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>What a GTID event says of its group.</summary>
[Flags]
internal enum GtidFlags : byte
{
    None = 0,
    Standalone = 1,
    Transactional = 2,
    AllowParallel = 4,
    Waited = 8,
    Ddl = 32,
    PreparedXa = 64,
    CompletedXa = 128,
}

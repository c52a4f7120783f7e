namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>What a GTID event says of its group.</summary>
[Flags]
internal enum GtidFlags : byte
{
    None = 0,
    Standalone = 1,
    GroupCommit = 2,
    Transactional = 4,
    AllowParallel = 8,
    Waited = 16,
    Ddl = 32,
    PreparedXa = 64,
    CompletedXa = 128,
}

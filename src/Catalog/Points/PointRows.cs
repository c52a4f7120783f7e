using Mesh.Domain.Names;
using Mesh.Domain.Points;
using Mesh.Domain.Runs;

namespace Mesh.Catalog.Points;

/// <summary>Turns rows into records.</summary>
internal static class PointRows
{
    public static PointRecord ToRecord(PointRow row) => new(
        RunId.Parse(row.Run),
        new ComponentAddress(SystemName.Parse(row.System), ComponentName.Parse(row.Component)),
        row.Repository,
        row.Mode,
        row.State,
        row.ConsistencyTime,
        row.Snapshot)
    {
        Position = row.Position,
        TakenAt = row.TakenAt,
        StoredAt = row.StoredAt,
        VerifiedAt = row.VerifiedAt,
        ProvenAt = row.ProvenAt,
        EndedAt = row.EndedAt,
        EndedBecause = row.EndedBecause,
        Files = row.Files,
        Bytes = row.Bytes,
        StoredBytes = row.StoredBytes,
    };

    public static IQueryable<PointRow> Of(this IQueryable<PointRow> rows, ComponentAddress component) =>
        rows.Where(row => row.System == component.System.Value && row.Component == component.Component.Value);

    public static IQueryable<PointRow> Restorable(this IQueryable<PointRow> rows) =>
        rows.Where(row => row.State == RecoveryPointState.Verified || row.State == RecoveryPointState.Proven);

    /// <summary>Enters the state that an event leads to, with its time.</summary>
    public static void Enter(PointRow row, RecoveryPointEvent happened, string? because, DateTimeOffset now)
    {
        var next = RecoveryPointLife.Next(row.State, happened);
        if (next == RecoveryPointState.Proven && happened == RecoveryPointEvent.Prove)
        {
            row.ProvenAt = now;
        }

        if (next == row.State)
        {
            return;
        }

        row.State = next;
        switch (next)
        {
            case RecoveryPointState.Stored:
                row.StoredAt = now;
                break;
            case RecoveryPointState.Verified when happened == RecoveryPointEvent.Verify:
                row.VerifiedAt = now;
                break;
            case RecoveryPointState.Expired or RecoveryPointState.Failed:
                row.EndedAt = now;
                row.EndedBecause = because;
                break;
        }
    }
}

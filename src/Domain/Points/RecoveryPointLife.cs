using Mesh.Domain.Errors;
using Mesh.Domain.Spelling;

namespace Mesh.Domain.Points;

/// <summary>The life of a recovery point. An event that comes again, or late, takes no point back.</summary>
public static class RecoveryPointLife
{
    /// <summary>The state after an event; null where the event must not happen.</summary>
    public static RecoveryPointState? TryNext(RecoveryPointState state, RecoveryPointEvent happened) =>
        (state, happened) switch
        {
            (RecoveryPointState.Taken, RecoveryPointEvent.Store) => RecoveryPointState.Stored,
            (RecoveryPointState.Taken, RecoveryPointEvent.Fail) => RecoveryPointState.Failed,
            (RecoveryPointState.Stored, RecoveryPointEvent.Store) => RecoveryPointState.Stored,
            (RecoveryPointState.Stored, RecoveryPointEvent.Verify) => RecoveryPointState.Verified,
            (RecoveryPointState.Stored, RecoveryPointEvent.Fail) => RecoveryPointState.Failed,
            (RecoveryPointState.Stored, RecoveryPointEvent.Expire) => RecoveryPointState.Expired,
            (RecoveryPointState.Verified, RecoveryPointEvent.Store or RecoveryPointEvent.Verify) =>
                RecoveryPointState.Verified,
            (RecoveryPointState.Verified, RecoveryPointEvent.Prove) => RecoveryPointState.Proven,
            (RecoveryPointState.Verified, RecoveryPointEvent.Fail) => RecoveryPointState.Failed,
            (RecoveryPointState.Verified, RecoveryPointEvent.Expire) => RecoveryPointState.Expired,
            (RecoveryPointState.Proven,
                RecoveryPointEvent.Store or RecoveryPointEvent.Verify or RecoveryPointEvent.Prove) =>
                RecoveryPointState.Proven,
            (RecoveryPointState.Verified or RecoveryPointState.Proven, RecoveryPointEvent.Doubt) =>
                RecoveryPointState.Verified,
            (RecoveryPointState.Proven, RecoveryPointEvent.Fail) => RecoveryPointState.Failed,
            (RecoveryPointState.Proven, RecoveryPointEvent.Expire) => RecoveryPointState.Expired,
            (RecoveryPointState.Failed, RecoveryPointEvent.Fail) => RecoveryPointState.Failed,
            (RecoveryPointState.Failed, RecoveryPointEvent.Expire) => RecoveryPointState.Expired,
            (RecoveryPointState.Expired, RecoveryPointEvent.Expire) => RecoveryPointState.Expired,
            _ => null,
        };

    /// <summary>The state after an event.</summary>
    /// <exception cref="MeshException"><c>invalid-transition</c>: the event must not happen in this
    /// state.</exception>
    public static RecoveryPointState Next(RecoveryPointState state, RecoveryPointEvent happened) =>
        TryNext(state, happened) ?? throw new MeshException(
            "invalid-transition",
            "recovery point",
            $"it is {Words.Of(state)} and cannot {Words.Of(happened)}");

    /// <summary>True when the point counts for RPO and may be restored without a warning.</summary>
    public static bool Counts(RecoveryPointState state) =>
        state is RecoveryPointState.Verified or RecoveryPointState.Proven;
}

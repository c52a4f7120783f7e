namespace Mesh.Domain.Standbys;

/// <summary>Why what sleeps at a standby site is woken.</summary>
public enum CycleKind
{
    /// <summary>Warm: woken, brought forward, checked, put to sleep.</summary>
    Cycle,

    /// <summary>Cold: started, looked at, put to sleep; nothing is restored.</summary>
    Inspection,
}

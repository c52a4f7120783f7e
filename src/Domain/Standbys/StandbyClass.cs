namespace Mesh.Domain.Standbys;

/// <summary>How awake a standby is kept.</summary>
public enum StandbyClass
{
    /// <summary>Nothing runs; it is started, and its data restored, after the disaster.</summary>
    Cold,

    /// <summary>Data is shipped to it; it is woken, brought forward, checked and put to sleep on a cycle.
    /// </summary>
    Warm,

    /// <summary>As little as possible runs, on live data; it is grown at failover.</summary>
    Hot,

    /// <summary>It serves its share already. A name taken for later.</summary>
    Active,
}

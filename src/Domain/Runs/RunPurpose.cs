namespace Mesh.Domain.Runs;

/// <summary>What a run is for, where that changes what it does.</summary>
public enum RunPurpose
{
    /// <summary>
    /// A restore that fills a standby of files: it is to hold what the recovery point holds and nothing else.
    /// </summary>
    Fill,

    /// <summary>
    /// A backup of what a site has that is production no more, before it is written over. It is no recovery
    /// point, and retention does not forget it.
    /// </summary>
    Keep,
}

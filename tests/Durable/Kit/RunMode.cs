namespace Mesh.Durable.Tests.Kit;

/// <summary>How an engine is treated while it runs; what can be observed must not depend on it.</summary>
public enum RunMode
{
    /// <summary>Left alone: every coroutine stays alive.</summary>
    Live,

    /// <summary>Every coroutine is dropped after every turn and rebuilt from the store.</summary>
    Dropped,

    /// <summary>
    /// The process ends right after every commit, before it can act on it, and starts again.
    /// </summary>
    Killed,
}

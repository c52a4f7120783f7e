namespace Mesh.Storage.Faults;

/// <summary>A way in which a store betrays its promises.</summary>
public enum Fault
{
    None,

    /// <summary>Fails with a transient error; nothing was done.</summary>
    FailBefore,

    /// <summary>Does it, then fails with a transient error. A listing fails half-way.</summary>
    FailAfter,

    /// <summary>Denies it, which no repetition helps.</summary>
    Deny,

    /// <summary>Never ends, but can be cancelled.</summary>
    Stall,

    /// <summary>Never ends and cannot be cancelled, as a dead network file system.</summary>
    Hang,

    /// <summary>Stores half of the content and reports success.</summary>
    ShortWrite,

    /// <summary>Stores nothing and reports success. A delete does not delete.</summary>
    LostWrite,

    /// <summary>Stores the content with one bit wrong and reports success.</summary>
    FlipBitOnWrite,

    /// <summary>Reports an object cut in half; its stat and list too.</summary>
    Truncate,

    /// <summary>Gives the content with one bit wrong.</summary>
    FlipBitOnRead,

    /// <summary>Denies that there is such an object; a listing leaves out every second one.</summary>
    Hide,
}

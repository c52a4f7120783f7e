using Mesh.Sites;
using Mesh.Tests.Kit.Bind;

namespace Mesh.Tests.Sites.Parts;

/// <summary>A part of a real component, and what a test does to that.</summary>
public abstract class PartUnderTest : IAsyncDisposable
{
    /// <summary>What must stand in no answer.</summary>
    public const string Secret = BindServer.Secret;

    public abstract ISitePart Part { get; }

    /// <summary>Ends the component, as a power cut would.</summary>
    public abstract Task BreakAsync();

    /// <summary>Lets it answer no more: what is asked of it waits.</summary>
    public abstract Task HangAsync();

    /// <summary>Ends what <see cref="HangAsync"/> began.</summary>
    public abstract Task GoOnAsync();

    public abstract ValueTask DisposeAsync();
}

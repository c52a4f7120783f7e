using Mesh.Runtime.Durable.History;
using Orleans;

namespace Mesh.Runtime.Durable.Engine;

/// <summary>
/// One thing told to an instance's owner. Delivered at least once; the history takes it at most once.
/// </summary>
[GenerateSerializer]
[Immutable]
internal sealed record MailItem(
    [property: Id(0)] MailKind Kind,
    [property: Id(1)] long Execution = 0,
    [property: Id(2)] int Id = 0,
    [property: Id(3)] string? Result = null,
    [property: Id(4)] Failure? Failure = null)
{
    /// <summary>There is something to look at: the inbox, or a start that is due.</summary>
    public static readonly MailItem Poke = new(MailKind.Poke);
}

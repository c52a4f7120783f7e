using Mesh.Runtime.Durable.History;

namespace Mesh.Runtime.Durable.Engine;

/// <summary>The events of one turn, and the same as they will be stored.</summary>
internal sealed class TurnSteps(IReadOnlyList<HistoryEvent> events)
{
    public static readonly TurnSteps None = new([]);

    public IReadOnlyList<HistoryEvent> Events => events;

    public IReadOnlyList<StoredEvent> Stored { get; } = [.. events.Select(HistoryCodec.Encode)];

    public long Bytes => Stored.Sum(step => (long)step.Payload.Length);
}

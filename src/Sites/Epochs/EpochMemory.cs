using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Mesh.Domain.Errors;
using Mesh.Storage;

namespace Mesh.Sites.Epochs;

/// <summary>
/// What a site's agent knows of epochs over its restarts, in a file of its own that is replaced atomically
/// and durable before a call returns.
/// </summary>
public sealed class EpochMemory : IDisposable
{
    private const string Key = "epoch";
    private const int LargestFile = 1 << 20;

    private readonly IObjectStore store;
    private readonly SemaphoreSlim turn = new(1, 1);
    private Content content;

    private EpochMemory(IObjectStore store, Content content)
    {
        this.store = store;
        this.content = content;
    }

    /// <summary>The newest epoch that was won, or that an order was given in; what is older is
    /// refused.</summary>
    public long Seen => Volatile.Read(ref content).Seen;

    /// <summary>The newest epoch of this site in which it has held a lease.</summary>
    public long Granted => Volatile.Read(ref content).Granted;

    /// <summary>The components that are production here.</summary>
    public ImmutableSortedSet<string> Promoted => Volatile.Read(ref content).Promoted;

    /// <summary>Reads it from the agent's folder, or begins it there.</summary>
    /// <exception cref="MeshException"><c>agent-memory-damaged</c>.</exception>
    public static async Task<EpochMemory> OpenAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (await store.StatAsync(Key, cancellationToken) is null)
        {
            return new(store, new Content(0, 0, []));
        }

        try
        {
            var bytes = await store.GetAsync(Key, LargestFile, cancellationToken);
            return new(store, JsonSerializer.Deserialize<Content>(bytes)!);
        }
        catch (JsonException error)
        {
            throw new MeshException("agent-memory-damaged", $"{store.Location}: {Key}",
                "the agent's memory of epochs cannot be read",
                "remove it, after fencing the site by hand if it is not production", innerException: error);
        }
    }

    /// <summary>Notes an epoch; one that is older than the newest changes nothing.</summary>
    public Task SawAsync(long epoch, CancellationToken cancellationToken) =>
        ChangeAsync(now => now with { Seen = Math.Max(now.Seen, epoch) }, cancellationToken);

    /// <summary>Notes that the site may hold leases of the epoch.</summary>
    /// <param name="epoch">An epoch of this site.</param>
    /// <param name="anew">Whether another site was production meanwhile, so that nothing here is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task GrantAsync(long epoch, bool anew, CancellationToken cancellationToken) => ChangeAsync(
        now => now with { Granted = epoch, Promoted = anew ? [] : now.Promoted }, cancellationToken);

    /// <summary>Notes that a component is production here.</summary>
    public Task PromotedAsync(string component, CancellationToken cancellationToken) =>
        ChangeAsync(now => now with { Promoted = now.Promoted.Add(component) }, cancellationToken);

    /// <summary>Notes that a component is not production here.</summary>
    public Task DemotedAsync(string component, CancellationToken cancellationToken) =>
        ChangeAsync(now => now with { Promoted = now.Promoted.Remove(component) }, cancellationToken);

    public void Dispose() => turn.Dispose();

    private async Task ChangeAsync(Func<Content, Content> change, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var next = change(content);
            if (next.IsSame(content))
            {
                return;
            }

            await store.PutAsync(
                Key, new ReadOnlySequence<byte>(JsonSerializer.SerializeToUtf8Bytes(next)),
                PutCondition.Overwrite, cancellationToken);
            Volatile.Write(ref content, next);
        }
        finally
        {
            turn.Release();
        }
    }

    private sealed record Content(long Seen, long Granted, ImmutableSortedSet<string> Promoted)
    {
        public bool IsSame(Content other) =>
            Seen == other.Seen && Granted == other.Granted && Promoted.SetEquals(other.Promoted);
    }
}

using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Mesh.Domain.Sites;
using Mesh.Storage;

namespace Mesh.Sites.Agents;

/// <summary>
/// The last answers of an agent, durable, so that an order that is delivered twice is done once and answered
/// the same, also after a restart.
/// </summary>
public sealed class AnswerMemory
{
    private const string Folder = "answers/";
    private const int Most = 256;

    private readonly IObjectStore store;
    private readonly ConcurrentDictionary<string, SiteAnswer> answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Key, string OrderId)> order = new();
    private long last;

    private AnswerMemory(IObjectStore store) => this.store = store;

    /// <summary>Reads what is remembered.</summary>
    public static async Task<AnswerMemory> OpenAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var memory = new AnswerMemory(store);
        if (await store.StatAsync($"{Folder}began", cancellationToken) is null)
        {
            // A store that has never held anything cannot be listed.
            await store.PutAsync(
                $"{Folder}began", ReadOnlySequence<byte>.Empty, PutCondition.Overwrite, cancellationToken);
        }

        var keys = new List<string>();
        await foreach (var info in store.ListAsync(Folder, cancellationToken))
        {
            keys.Add(info.Key);
        }

        foreach (var key in keys.Order(StringComparer.Ordinal))
        {
            if (long.TryParse(key.AsSpan(Folder.Length), NumberStyles.None, CultureInfo.InvariantCulture,
                out var number))
            {
                var bytes = await store.GetAsync(key, cancellationToken);
                memory.Add(key, JsonSerializer.Deserialize<SiteAnswer>(bytes)!);
                memory.last = number;
            }
        }

        return memory;
    }

    /// <summary>The answer to an order that was answered; null for one that was not, or long
    /// ago.</summary>
    public SiteAnswer? Find(string orderId) => answers.GetValueOrDefault(orderId);

    /// <summary>
    /// Whether a later order of the same instance for the same component was answered already.
    /// </summary>
    public bool HasOvertaken(SiteOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return order.Number > 0 && answers.Values.Any(answer =>
            answer.Instance == order.Instance && answer.Component == order.Component
            && answer.Number > order.Number);
    }

    /// <summary>Returns when the answer is durable.</summary>
    public async Task RememberAsync(SiteAnswer answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var number = Interlocked.Increment(ref last);
        var key = string.Create(CultureInfo.InvariantCulture, $"{Folder}{number:D12}");
        await store.PutAsync(
            key, new ReadOnlySequence<byte>(JsonSerializer.SerializeToUtf8Bytes(answer)),
            PutCondition.Overwrite, cancellationToken);
        Add(key, answer);
        while (order.Count > Most && order.TryDequeue(out var oldest))
        {
            answers.TryRemove(oldest.OrderId, out _);
            await store.DeleteAsync(oldest.Key, cancellationToken);
        }
    }

    private void Add(string key, SiteAnswer answer)
    {
        answers[answer.OrderId] = answer;
        order.Enqueue((key, answer.OrderId));
    }
}

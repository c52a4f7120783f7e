using System.Threading.Channels;

namespace Mesh.Tests.Runtime.Support;

/// <summary>Lets functions note what happens to them, and a test wait for it.</summary>
public sealed class Journal
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Channel<string> notes = Channel.CreateUnbounded<string>();
    private readonly Dictionary<string, TaskCompletionSource> gates = [];

    public void Note(string text) => notes.Writer.TryWrite(text);

    /// <summary>The next note; fails when none comes.</summary>
    public async Task<string> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await notes.Reader.ReadAsync(limit.Token);
    }

    public async Task<List<string>> NextAsync(int count)
    {
        var list = new List<string>();
        for (var i = 0; i < count; i++)
        {
            list.Add(await NextAsync());
        }

        return list;
    }

    /// <summary>What is noted and not yet taken.</summary>
    public List<string> Rest()
    {
        var rest = new List<string>();
        while (notes.Reader.TryRead(out var note))
        {
            rest.Add(note);
        }

        return rest;
    }

    /// <summary>A function waits here until the test opens the gate.</summary>
    public Task GateAsync(string name, CancellationToken cancellation = default) =>
        Gate(name).Task.WaitAsync(Patience, cancellation);

    public void Open(string name) => Gate(name).TrySetResult();

    private TaskCompletionSource Gate(string name)
    {
        lock (gates)
        {
            if (!gates.TryGetValue(name, out var gate))
            {
                gates[name] = gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return gate;
        }
    }
}

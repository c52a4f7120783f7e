using Mesh.Sites.Probes;

namespace Mesh.Tests.Sites.Probes;

/// <summary>A probe that sees what the test says.</summary>
internal sealed class ScriptedProbe(string check) : IProbe
{
    private int looks;

    public string Check => check;

    public bool Good { get; set; } = true;

    /// <summary>What the first look sees, the second and so on; wins over <see cref="Good"/>.</summary>
    public Func<int, bool?>? Sees { get; init; }

    /// <summary>Whether looks stay without an answer, and ignore that they are given up.</summary>
    public bool Hangs { get; set; }

    public int Looks => Volatile.Read(ref looks);

    public Task<ProbeLook> LookAsync(CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref looks);
        var good = Sees is null ? Good : Sees(number);
        return Hangs
            ? new TaskCompletionSource<ProbeLook>().Task
            : Task.FromResult(new ProbeLook(good, good is { } seen ? seen ? "well" : "not well" : "no password"));
    }

    public void Dispose()
    {
    }
}

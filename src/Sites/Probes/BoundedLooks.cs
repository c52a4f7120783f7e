using System.Globalization;

namespace Mesh.Sites.Probes;

/// <summary>
/// Looks that end in time, whatever what is asked does, and few of which are under way at once.
/// </summary>
/// <param name="probe">What looks.</param>
/// <param name="limit">How long one look may take.</param>
/// <param name="time">The clock of the limit.</param>
internal sealed class BoundedLooks(IProbe probe, TimeSpan limit, TimeProvider time)
{
    private const int MostHanging = 3;

    private readonly List<Task<ProbeLook>> hanging = [];

    public async Task<ProbeLook> LookAsync(CancellationToken cancellationToken)
    {
        hanging.RemoveAll(look => look.IsCompleted);
        if (hanging.Count >= MostHanging)
        {
            return new ProbeLook(false, "earlier looks have not come back yet");
        }

        using var ending = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, cancellationToken);
        var look = probe.LookAsync(either.Token);
        try
        {
            return await look.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            hanging.Add(look);
            return new ProbeLook(false, string.Create(
                CultureInfo.InvariantCulture, $"no answer within {limit.TotalSeconds:0.#} s"));
        }
    }
}

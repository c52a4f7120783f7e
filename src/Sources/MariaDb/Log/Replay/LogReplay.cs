using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Replay;

/// <summary>
/// Brings a restored full backup forward to a chosen moment. Rows are applied as the log has them, so that no
/// trigger fires; how far it has come is a row of the target's own database <c>mesh_replay</c>, committed
/// with what it tells of. So a replay may be repeated, also after either side was killed: it goes on where
/// the target is. While it runs nobody else may write to the target.
/// </summary>
public sealed class LogReplay
{
    private readonly LogChain _chain;
    private readonly MariaDbAddress _target;
    private readonly ReplayOptions _options;
    private readonly TimeProvider _time;

    /// <param name="chain">The log.</param>
    /// <param name="target">The server with the restored backup, and an account with all privileges.</param>
    /// <param name="options">How much at once.</param>
    /// <param name="time">The clock.</param>
    public LogReplay(LogChain chain, MariaDbAddress target, ReplayOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(chain);
        _chain = chain;
        _target = target;
        _options = options;
        _time = time;
    }

    /// <summary>Finds the place to end at. Changes nothing.</summary>
    /// <param name="start">Position and GTIDs of the full backup.</param>
    /// <param name="end">The moment wanted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="MeshException"><c>log-does-not-cover</c>, <c>not-in-log</c>, <c>broken-log</c>,
    /// <c>damaged-segment</c></exception>
    public Task<ReplayPlan> PlanAsync(LogStart start, ReplayEnd end, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(end);
        return new ReplayPlanner(_chain, start, end).PlanAsync(cancellationToken);
    }

    /// <summary>Applies what the plan says and the target does not have yet.</summary>
    /// <returns>Where the target is then.</returns>
    /// <exception cref="MeshException"><c>replay-past</c>: the target is further already;
    /// <c>replay-running</c>, <c>replay-failed</c>, <c>replay-unsupported</c>, <c>replay-in-doubt</c>,
    /// <c>mariadb-unreachable</c>: run it again.</exception>
    public async Task<ReplayProgress> RunAsync(
        ReplayPlan plan, IProgress<ReplayProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        await using var target = await ServerConnection.OpenAsync(_target, _time, cancellationToken);
        await ReplayState.LockAsync(target, _chain.Stream, _options.LockWait, cancellationToken);
        var state = await ReplayState.OpenAsync(target, _chain.Stream, plan.From, cancellationToken);
        Require(plan, state);
        var applier = new GroupApplier(target, _chain.Stream, state, _options);
        var meter = new ReplayMeter(plan, state.Position, _time);
        var left = plan.Segments.SkipWhile(segment => segment.To <= state.Position).ToList();

        var groups = new GroupReader(_chain).ReadAsync(left, state.Position, cancellationToken);
        await foreach (var group in groups)
        {
            if (group.To > plan.Cut)
            {
                break;
            }

            var before = applier.Groups;
            await applier.ApplyAsync(group, cancellationToken);
            if (applier.Groups > before)
            {
                progress?.Report(meter.Read(applier));
            }
        }

        await applier.FlushAsync(cancellationToken);
        var result = meter.Finish(applier);
        progress?.Report(result);
        return result;
    }

    /// <summary>
    /// Forgets how far the target is. Needed before a full backup is loaded onto it again: what the log had
    /// brought is then gone.
    /// </summary>
    /// <exception cref="MeshException"><c>replay-running</c>, <c>mariadb-unreachable</c></exception>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await using var target = await ServerConnection.OpenAsync(_target, _time, cancellationToken);
        await ReplayState.LockAsync(target, _chain.Stream, _options.LockWait, cancellationToken);
        await ReplayState.ForgetAsync(target, _chain.Stream, cancellationToken);
    }

    private void Require(ReplayPlan plan, ReplayState state)
    {
        if (state.Position < plan.From || state.Position > plan.Cut)
        {
            throw new MeshException("replay-past", $"log {_chain.Stream} on {_target}",
                $"the target is at {state.Position}, which is not between {plan.From} and {plan.Cut}",
                "restore the full backup again; a log can only be applied forward", ExitCode.BadInput);
        }
    }
}

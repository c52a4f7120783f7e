using System.Globalization;
using Mesh.Domain.Errors;
using Mesh.Domain.Sites;
using Mesh.Domain.Spelling;
using Mesh.Domain.Systems;
using Mesh.Sites.Commands;

namespace Mesh.Sites.Hosts;

/// <summary>
/// A component of kind <c>hosts</c>: each verb is a command that the agent's owner has declared, with OCF
/// exit codes (Open Cluster Framework, "Resource Agent API"). Nothing of an order but names and numbers
/// reaches a command, and that only in its environment.
/// </summary>
public sealed class CommandPart : ISitePart, IDisposable
{
    private const int Success = 0;
    private const int NotInstalled = 5;
    private const int NotConfigured = 6;
    private const int NotRunning = 7;
    private const int RunningAsProduction = 8;

    private static readonly SiteVerb[] Verbs =
    [
        SiteVerb.Start, SiteVerb.Stop, SiteVerb.Status, SiteVerb.Promote, SiteVerb.Scale, SiteVerb.ScaleBack,
        SiteVerb.Check, SiteVerb.Fence, SiteVerb.Run, SiteVerb.Rehearse,
    ];

    private readonly CommandPartOptions _options;
    private readonly CommandRunner _runner;
    private readonly TimeProvider _time;
    private readonly Turns _turns = new();

    /// <param name="options">The commands.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="MeshException"><c>invalid-part</c></exception>
    public CommandPart(CommandPartOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        var cause = options.Commands.Values.Any(command => command.Arguments is []) ? "a command is empty"
            : options.Commands.Keys.Except(Verbs).Any() ? "a command is declared for a verb that hosts lack"
            : options.Commands.ContainsKey(SiteVerb.Fence) && !options.Commands.ContainsKey(SiteVerb.Status)
                ? "a fence is declared without the status that would show it"
            : options.Writes && !options.Commands.ContainsKey(SiteVerb.Fence)
                ? "it takes writes and nothing is declared that fences it"
            : null;
        if (cause is not null)
        {
            throw new MeshException("invalid-part", options.Component, cause,
                "correct the agent's configuration", ExitCode.BadInput);
        }

        (_options, _time, _runner) = (options, time, new CommandRunner(time));
    }

    /// <inheritdoc/>
    public string Component => _options.Component;

    /// <inheritdoc/>
    public bool Writes => _options.Writes;

    /// <inheritdoc/>
    public Task<SiteAnswer> DoAsync(SiteOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        return !_options.Commands.ContainsKey(order.Verb)
            ? Task.FromResult(Turns.Unknown(order, "declare a command for it in the agent's configuration"))
            : order.Verb == SiteVerb.Fence
                ? _turns.FenceAsync(order, token => FenceAsync(order, token), cancellationToken)
                : _turns.DoAsync(order, token => RunVerbAsync(order, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<FenceEvidence> FenceAsync(CancellationToken cancellationToken) =>
        _turns.FenceAsync(token => FenceAsync(order: null, token), cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> ServesAsync(CancellationToken cancellationToken)
    {
        if (!_options.Commands.ContainsKey(SiteVerb.Status))
        {
            return false;
        }

        // What knows production from the rest says so; what does not serves while it runs.
        var outcome = await RunAsync(SiteVerb.Status, order: null, cancellationToken);
        return outcome.Code == RunningAsProduction
            || (outcome.Code == Success && !_options.Commands.ContainsKey(SiteVerb.Promote));
    }

    public void Dispose() => _turns.Dispose();

    private async Task<SiteAnswer> RunVerbAsync(SiteOrder order, CancellationToken cancellationToken)
    {
        var outcome = await RunAsync(order.Verb, order, cancellationToken);
        var isDone = outcome.Code switch
        {
            Success => true,
            NotRunning => order.Verb is SiteVerb.Status or SiteVerb.Stop,
            RunningAsProduction => order.Verb is SiteVerb.Status or SiteVerb.Start or SiteVerb.Promote,
            _ => false,
        };
        return !isDone ? Failure(order, outcome)
            : await MissedAsync(order, cancellationToken) is { } missed ? missed
            : SiteAnswer.Done(order, outcome.Code switch
            {
                NotRunning => "does not run",
                RunningAsProduction => "runs as production",
                _ => outcome.Output.Length == 0 ? "done" : outcome.Output,
            });
    }

    // Only what its status says is evidence: what was asked to grow may believe to have grown.
    private async Task<SiteAnswer?> MissedAsync(SiteOrder order, CancellationToken cancellationToken)
    {
        if (order is not { Capacity: > 0, Verb: SiteVerb.Scale or SiteVerb.ScaleBack }
            || !_options.Commands.ContainsKey(SiteVerb.Status))
        {
            return null;
        }

        var status = await RunAsync(SiteVerb.Status, order, cancellationToken);
        if (status.Code is not (Success or NotRunning or RunningAsProduction))
        {
            return Failure(order, status);
        }

        var runs = HostCapacity.ToldBy(status.Output)
            ?? (status.Code == NotRunning ? 0 : order.Capacity);
        var isReached = order.Verb == SiteVerb.Scale ? runs >= order.Capacity : runs <= order.Capacity;
        return isReached ? null : SiteAnswer.Failed(
            order, "capacity-not-reached",
            $"{Component}: its status tells a capacity of {runs}, and {order.Capacity} is wanted",
            "see what keeps it from that; it is asked again", retryable: true);
    }

    private SiteAnswer Failure(SiteOrder order, CommandOutcome outcome)
    {
        var code = outcome switch
        {
            { TimedOut: true } => "timed-out",
            { Code: null or NotInstalled } => "not-installed",
            { Code: NotConfigured } => "not-configured",
            { Code: NotRunning } => "not-running",
            _ => "command-failed",
        };
        return SiteAnswer.Failed(order, code, $"{Component}: the declared command {outcome.Told}",
            "see to what it says, or to the command in the agent's configuration",
            retryable: code is "timed-out" or "command-failed" or "not-running");
    }

    private async Task<FenceEvidence> FenceAsync(SiteOrder? order, CancellationToken cancellationToken)
    {
        if (!_options.Commands.ContainsKey(SiteVerb.Fence))
        {
            throw new SitePartException("fence-failed", Component, "no command is declared that fences it",
                "declare one in the agent's configuration");
        }

        var fenced = await RunAsync(SiteVerb.Fence, order, cancellationToken);
        if (fenced.Code is not (Success or NotRunning))
        {
            throw new SitePartException("fence-failed", Component, $"its fence {fenced.Told}",
                "end it by other means", retryable: true);
        }

        // Only what its status says is evidence: a fence may believe to have worked.
        var status = await RunAsync(SiteVerb.Status, order, cancellationToken);
        return status.Code == NotRunning
            ? new FenceEvidence(EvidenceKind.PoweredOff,
                $"{Component} was fenced, and its status says that it does not run", _time.GetUtcNow())
            : throw new SitePartException("fence-failed", Component,
                $"its fence ended well, and its status does not say that it is down: it {status.Told}",
                "end it by other means", retryable: true);
    }

    private Task<CommandOutcome> RunAsync(
        SiteVerb verb, SiteOrder? order, CancellationToken cancellationToken) =>
        _runner.RunAsync(
            _options.Commands[verb],
            new Dictionary<string, string>
            {
                ["MESH_SYSTEM"] = _options.System,
                ["MESH_SITE"] = _options.Site,
                ["MESH_COMPONENT"] = _options.Component,
                ["MESH_VERB"] = Words.Of(verb),
                ["MESH_EPOCH"] = order?.Epoch.ToString(CultureInfo.InvariantCulture) ?? "",
                ["MESH_ORDER"] = order?.OrderId ?? "",
                ["MESH_RUNBOOK"] = order?.Instance ?? "",
                ["MESH_CAPACITY"] =
                    order is { Capacity: > 0 } ? order.Capacity.ToString(CultureInfo.InvariantCulture) : "",
            },
            cancellationToken);
}

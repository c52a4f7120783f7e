using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Functions.Runs;
using Mesh.Sources.Progress;

namespace Mesh.Cli.Runs;

/// <summary>Waits for runs, showing how far they are.</summary>
internal static class RunFollower
{
    /// <summary>Waits until a run is over, whichever way it ends.</summary>
    public static async Task<RunView> WaitAsync(
        ApiClient api, RunView run, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var last = run;
        await using (output.ShowProgress(
            $"{run.Kind} {run.System}/{run.Component}", () => Reading(Volatile.Read(ref last))))
        {
            await foreach (var now in api.FollowRunAsync(run.Id, cancellationToken))
            {
                Volatile.Write(ref last, now);
            }
        }

        return last;
    }

    /// <summary>The exit code that says how a run ended.</summary>
    public static int ExitCodeOf(RunView run) => run.State switch
    {
        "succeeded" => ExitCode.Ok,
        "incomplete" => ExitCode.Incomplete,
        _ => ExitCode.Failed,
    };

    /// <summary>One line on how a run ended, or why it failed.</summary>
    public static string Describe(RunView run)
    {
        var what = $"{run.Kind} {run.System}/{run.Component} {run.State}";
        if (run.Error is { } error)
        {
            return $"{what}: {error.Cause}{(error.Hint.Length > 0 ? $" ({error.Hint})" : "")}";
        }

        var files = run.Counters.GetValueOrDefault("files");
        var bytes = run.Counters.GetValueOrDefault("bytes");
        var length = run.EndedAt - run.StartedAt ?? TimeSpan.Zero;
        var of = run.Kind == "proof" ? "tables" : "files";
        return $"{what}: {ProgressText.Count(files)} {of}, {ProgressText.Bytes(bytes)} in {ProgressText.Duration(length)}"
            + Restored(run);
    }

    private static string Restored(RunView run) =>
        run.Point is null ? ""
        : run.Outcome is { Position: { Length: > 0 } position } outcome
            ? $", as of {position}" + (outcome.Verification is { } verification ? $"; {verification}" : "")
        : $", as of point {run.Point}";

    private static TransferReading Reading(RunView run) => run.Status is { } status
        ? new TransferReading(
            status.BytesDone,
            status.TotalKnown ? status.BytesTotal : null,
            status.FilesDone,
            status.TotalKnown ? status.FilesTotal : null,
            status.Phase)
        : new TransferReading(0, null, 0, null, run.State);
}

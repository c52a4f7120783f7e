using System.Buffers.Binary;
using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Proofs;

/// <summary>
/// Proves that a database can be restored: rehearses the newest point with all of its log, and a random
/// moment of the log, each on a scratch server of its own. What a rehearsal shows is entered as soon as it is
/// over. What speaks against the point fails the run; a rehearsal that could not be done does too, and leaves
/// the point as it is.
/// </summary>
public static class ProveOrchestrator
{
    private const string Newest = "newest";
    private const string Moment = "moment";

    [Function(OrchestratorNames.Prove)]
    public static async Task<RunOutcome> Run(
        [OrchestrationTrigger] TaskOrchestrationContext context, ProveInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var clock = new RunClock(context, new RunProgress
        {
            StartedAt = new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero),
        });
        var retries = new Retries(input.Policy);
        var closing = new RunClosing(context, input.Run, retries, clock);
        var tally = new RunTally();
        try
        {
            clock.Enter(RunPhase.Locking, tally);
            await context.CallActivityAsync(
                ActivityNames.AcquireRunLock, new LockRequest(input.Run, false), retries.Lock);
            var newest = Message(input, clock, Newest, [input.Bases[^1]], moment: null);
            var shown =
                await RehearseAsync(
                    context, input, clock, newest, input.LogSeconds, input.Stream.Length == 0);
            if (input.Stream.Length > 0)
            {
                var moment = Message(input, clock, Moment, input.Bases, Part(context.NewGuid()));
                await RehearseAsync(context, input, clock, moment, logSeconds: 0, isLast: true);
            }

            return await closing.SucceedAsync(Outcome(input, shown), tally);
        }
        catch (DisprovenException error)
        {
            return await closing.FailAsync(error.Message, tally);
        }
        catch (Exception error) when (error is StepFailedException or TaskFailedException)
        {
            var reason = error is TaskFailedException failed
                ? failed.FailureDetails.ErrorMessage
                : error.Message;
            await context.CallActivityAsync(
                ActivityNames.RecordProofFailure, new ProofFailure(input.Run, reason), retries.Closing);
            return await closing.FailAsync(reason, tally);
        }
    }

    private static async Task<ProofResult> RehearseAsync(
        TaskOrchestrationContext context,
        ProveInput input,
        RunClock clock,
        MovementMessage message,
        double logSeconds,
        bool isLast)
    {
        clock.Enter(RunPhase.Rehearsing, new RunTally());
        var flights = new MovementFlights(context, input.Run, input.Policy)
        {
            UnderWay = reading => clock.Publish(new RunTally(), reading),
        };
        var done = await flights.OneAsync(message with { Step = clock.Step });
        var result = done.Proof
            ?? throw new StepFailedException($"movement {message.MovementId}: its result holds no proof");
        clock.Enter(RunPhase.Recording, new RunTally());
        await context.CallActivityAsync(
            ActivityNames.RecordProof,
            new ProofNews(input.Run, message.MovementId, logSeconds, isLast, result),
            new Retries(input.Policy).Closing);
        return result.Findings.Count == 0
            ? result
            : throw new DisprovenException(result.Point, result.Findings);
    }

    private static MovementMessage Message(
        ProveInput input, RunClock clock, string name, IReadOnlyList<ProofBase> bases, double? moment) =>
            new()
    {
        Run = input.Run,
        MovementId = name,
        Kind = MovementKind.Rehearse,
        Step = clock.Step,
        Attempt = 1,
        Proof = new ProofTask
        {
            Bases = bases,
            Stream = input.Stream,
            Moment = moment,
            Assertions = input.Assertions,
            Connections = input.Connections,
        },
        MovementBytes = input.Policy.MovementBytes,
    };

    private static RunOutcome Outcome(ProveInput input, ProofResult shown) => new()
    {
        RunId = input.Run.RunId,
        Succeeded = true,
        Snapshot = input.Bases[^1].Snapshot,
        Position = shown.Position,
        Files = shown.TablesCompared,
        Bytes = shown.Bytes,
    };

    // The same at every replay, and like any other number in a row of proofs.
    private static double Part(Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) / 4_294_967_296.0;
    }
}

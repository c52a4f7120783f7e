using Mesh.Domain.Errors;
using Mesh.Orchestrations.Movements;
using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb.Log;
using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Activities.Movements;

/// <summary>A place in a log, as messages and the catalogue spell it, and how points lie to it.</summary>
public sealed class LogPlace
{
    /// <summary>The end of what the vault has.</summary>
    public const string End = "end";

    private const string ThroughPrefix = "gtid:";
    private const string BeforePrefix = "before-gtid:";
    private const string PositionPrefix = "position:";

    private readonly Gtid? gtid;
    private readonly LogPosition position;
    private readonly bool through;

    private LogPlace(string text, Gtid? gtid, bool through, LogPosition position)
    {
        Text = text;
        this.gtid = gtid;
        this.through = through;
        this.position = position;
    }

    /// <summary>How it is spelled.</summary>
    public string Text { get; }

    /// <summary>With a transaction as the last.</summary>
    /// <param name="field">What errors call the text.</param>
    /// <param name="text">As <c>0-1-100</c>.</param>
    /// <exception cref="MeshException"><c>bad-gtid</c></exception>
    public static LogPlace Through(string field, string text) =>
        new($"{ThroughPrefix}{Read(field, text)}", Read(field, text), true, default);

    /// <summary>Just before a transaction.</summary>
    /// <inheritdoc cref="Through"/>
    public static LogPlace Before(string field, string text) =>
        new($"{BeforePrefix}{Read(field, text)}", Read(field, text), false, default);

    /// <summary>With the last transaction that ends at or before a position.</summary>
    /// <param name="field">What errors call the text.</param>
    /// <param name="text">As <c>binlog.000001:1234</c>.</param>
    /// <exception cref="MeshException"><c>bad-log-position</c></exception>
    public static LogPlace At(string field, string text)
    {
        try
        {
            var position = LogPosition.Parse(text);

            // Says whether the file has a number.
            position.CompareTo(position);
            return new LogPlace($"{PositionPrefix}{position}", null, false, position);
        }
        catch (MeshException error)
        {
            throw new MeshException(
                "bad-log-position", field, error.Cause, error.Hint, ExitCode.BadInput, error);
        }
    }

    /// <summary>Whether a recovery point can be brought forward to here by its log.</summary>
    /// <param name="point">The point's position, as <c>FILE:OFFSET GTID</c>.</param>
    public bool IsBehind(string point)
    {
        var start = LogStart.Parse(point);
        return gtid is { } wanted
            ? (start.Gtids.Latest(wanted.Domain)?.Sequence ?? 0) < wanted.Sequence
            : start.Position <= position;
    }

    /// <summary>Whether a recovery point's own state is the one at this place.</summary>
    /// <inheritdoc cref="IsBehind"/>
    public bool IsAt(string point)
    {
        var start = LogStart.Parse(point);

        // With more domains than one, others may have gone on behind the transaction.
        return gtid is { } wanted
            ? through && start.Gtids.Domains.Count == 1 && start.Gtids.Latest(wanted.Domain) == wanted
            : start.Position == position;
    }

    /// <summary>Where the replay that a movement asks for ends.</summary>
    internal static LogEnd EndOf(LogTask task) => task.Place switch
    {
        "" => LogEnd.At(task.Until!.Value),
        End => LogEnd.OfLog,
        var text when text.StartsWith(ThroughPrefix, StringComparison.Ordinal) =>
            LogEnd.Through(text[ThroughPrefix.Length..]),
        var text when text.StartsWith(BeforePrefix, StringComparison.Ordinal) =>
            LogEnd.Before(text[BeforePrefix.Length..]),
        var text when text.StartsWith(PositionPrefix, StringComparison.Ordinal) =>
            LogEnd.AtPosition(text[PositionPrefix.Length..]),
        var text => throw new MeshException(
            "bad-log-place", text, "is no place in a log", "sender and worker must be of one version",
            ExitCode.BadInput),
    };

    private static Gtid Read(string field, string text) => Gtid.TryParse(text, out var gtid)
        ? gtid
        : throw new MeshException("bad-gtid", field, $"'{text}' is not of the form 0-1-100",
            "give domain, server and sequence with '-' between", ExitCode.BadInput);
}

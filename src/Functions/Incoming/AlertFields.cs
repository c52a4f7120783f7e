using System.Globalization;
using Mesh.Catalog.AlertSources;
using Mesh.Catalog.Incidents;
using Mesh.Domain.Errors;
using Mesh.Domain.Incidents;
using Mesh.Domain.Spelling;

namespace Mesh.Functions.Incoming;

/// <summary>What the fields of an alert mean, whichever form it came in.</summary>
internal static class AlertFields
{
    private const int LongestKey = 200;
    private const int LongestSummary = 500;

    /// <summary>The news that an alert is.</summary>
    /// <exception cref="MeshException"><c>bad-alert</c>, naming the field.</exception>
    public static IncidentNews Read(
        AlertSource source, SignedAlert alert, Func<string, string> nameOf) => new(
        $"{Key(alert.Key, nameOf("key"))}@{Beginning(alert.StartsAt)}",
        IsOver(alert.Status, nameOf("status")),
        CauseOf(source, alert, nameOf),
        Line(alert.Summary));

    /// <summary>An alert that cannot be taken.</summary>
    public static MeshException Bad(string field, string cause, string hint, Exception? inner = null) =>
        new("bad-alert", field, cause, hint, ExitCode.BadInput, inner);

    private static Cause CauseOf(AlertSource source, SignedAlert alert, Func<string, string> nameOf)
    {
        if (alert.System is { } system && system != source.System.Value)
        {
            throw Bad(
                nameOf("system"),
                $"the source '{source.Name}' may not speak for that system",
                $"leave it out, or write '{source.System}'");
        }

        // What tells of nothing worse is treated as the mildest, so that no label is needed.
        return alert.Cause is null
            ? Cause.Anomaly
            : Words.Read<Cause>(alert.Cause).OrThrow("bad-alert", nameOf("cause"));
    }

    private static string Key(string key, string field) =>
        key.Length is > 0 and <= LongestKey && !key.Any(char.IsControl)
            ? key
            : throw Bad(
                field,
                $"is empty, has more than {LongestKey} characters or one that cannot be printed",
                "send what names the alert, the same each time");

    // The same instant may be written in many ways; one of them is kept.
    private static string Beginning(DateTimeOffset startsAt) =>
        startsAt.UtcDateTime.ToString("o", CultureInfo.InvariantCulture);

    private static bool IsOver(string status, string field) => status switch
    {
        "firing" => false,
        "resolved" => true,
        _ => throw Bad(field, "is neither 'firing' nor 'resolved'", "send one of them"),
    };

    private static string Line(string summary)
    {
        var line = string.Concat(summary.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
        if (line.Length <= LongestSummary)
        {
            return line;
        }

        // Half of a character could not be written again.
        var end = char.IsHighSurrogate(line[LongestSummary - 1]) ? LongestSummary - 1 : LongestSummary;
        return line[..end];
    }
}

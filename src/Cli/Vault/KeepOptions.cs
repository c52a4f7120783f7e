using System.CommandLine;
using Mesh.Domain.Errors;
using Mesh.Domain.Retention;

namespace Mesh.Cli.Vault;

/// <summary>The rules of what to keep, spelled as restic does.</summary>
internal sealed class KeepOptions
{
    private readonly Option<string?> _last = Count("--keep-last", "the last n snapshots");
    private readonly Option<string?> _hourly =
        Count("--keep-hourly", "the newest of each of the last n hours");
    private readonly Option<string?> _daily = Count("--keep-daily", "the newest of each of the last n days");
    private readonly Option<string?> _weekly =
        Count("--keep-weekly", "the newest of each of the last n weeks");
    private readonly Option<string?> _monthly =
        Count("--keep-monthly", "the newest of each of the last n months");
    private readonly Option<string?> _yearly =
        Count("--keep-yearly", "the newest of each of the last n years");

    private readonly Option<string?> _within = new("--keep-within")
    {
        Description = "Keep what is not older than this, counted from the newest snapshot, as in 1y5m7d2h",
    };

    private readonly Option<string[]> _tags = new("--keep-tag")
    {
        Description = "Keep snapshots with all of these tags, TAG[,TAG...] (can be repeated)",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[
            _last, _hourly, _daily, _weekly, _monthly, _yearly, _within, _tags])
        {
            command.Add(option);
        }
    }

    public RetentionRules Read(ParseResult parsed) => new()
    {
        Last = Number(parsed, _last),
        Hourly = Number(parsed, _hourly),
        Daily = Number(parsed, _daily),
        Weekly = Number(parsed, _weekly),
        Monthly = Number(parsed, _monthly),
        Yearly = Number(parsed, _yearly),
        Within = parsed.GetValue(_within) is { } span ? CalendarSpan.Parse(span) : null,
        Tags = parsed.GetValue(_tags) ?? [],
    };

    private static Option<string?> Count(string name, string what) => new(name)
    {
        Description = $"Keep {what}; 'unlimited' keeps all",
    };

    private static int Number(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) switch
    {
        null => 0,
        "unlimited" or "-1" => RetentionRules.Unlimited,
        var text when int.TryParse(text, out var number) && number >= 0 => number,
        var text => throw new MeshException(
            "bad-arguments", option.Name, $"'{text}' is no number", "write a number, or 'unlimited'",
            ExitCode.BadInput),
    };
}

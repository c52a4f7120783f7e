using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Schedules;
using Mesh.Domain.Spelling;

namespace Mesh.Catalog.Manifests;

/// <summary>Reads a step that a system adds to its runbooks.</summary>
internal static class StepReader
{
    /// <summary>Where a script is run that is run at the site that is left.</summary>
    public const string Old = "old";

    public static DeclaredStep? Read(MapReader map)
    {
        map.Require("name", "name the step, as in 'tell-customers'");
        map.Require("kind", "say what it is: gate, manual or script");
        var name = map.Text("name", ComponentName.Read);
        var kind = map.Value("kind", Words.Read<DeclaredStepKind>);
        var place = Place(map);
        var script = kind == DeclaredStepKind.Script;
        if (kind is not null && !script)
        {
            map.Require("text", "say what is asked, or what has to be done");
        }

        var text = map.Text("text", ScalarValues.Text);
        var by = map.Texts("by", ScalarValues.Text);
        var atOld = map.Value("at", AtOld);
        var within = map.Value("within", Durations.Read);
        Only(map, "by", by.Count > 0, kind is null || !script, "a script asks nobody");
        Only(map, "at", atOld is not null, kind is null || script, "a person is at no site");
        Only(map, "within", within is not null, kind is null || script, "a person is waited for");
        var step = kind is null || name is null || place is null
            ? null
            : new DeclaredStep(name.Value, kind.Value, place)
            {
                Text = text ?? "",
                By = by,
                AtOld = atOld ?? false,
                Seconds = (within ?? DeclaredStep.UsualLimit).TotalSeconds,
                MaySkip = map.Value("maySkip", ScalarValues.Flag) ?? false,
                Of = map.Value("of", KindOf),
                When = map.Value("when", Words.Read<RunbookMode>),
            };
        if (step is not null)
        {
            map.Done();
        }

        return step;
    }

    private static StepPlace? Place(MapReader map)
    {
        var before = map.Text<StepPlace>("before", text => StepPlace.Read(before: true, text));
        var after = map.Text<StepPlace>("after", text => StepPlace.Read(before: false, text));
        var given = map.Names.Count(name => name is "before" or "after");
        if (given != 1)
        {
            map.Refuse(
                given == 0 ? "name" : "after",
                given == 0 ? "nothing says where it is done" : "it cannot be done at two places",
                "write 'before' or 'after' and a phase, as in 'before: switch'");
        }

        return given == 1 ? before ?? after : null;
    }

    private static void Only(MapReader map, string field, bool given, bool fits, string cause)
    {
        if (given && !fits)
        {
            map.Refuse(field, cause, "leave it out");
        }
    }

    private static Parsed<bool> AtOld(string text) => text switch
    {
        "new" => false,
        Old => true,
        _ => new Problem($"'{text}' is no side", "write 'new' for the site moved to, or 'old' for the one left"),
    };

    private static Parsed<RunbookKind> KindOf(string text) =>
        Words.Read<RunbookKind>(text) is { IsValid: true } read && read.Value.Moves()
            ? read
            : new Problem($"'{text}' is no move", "write failover or failback, or leave it out for both");
}

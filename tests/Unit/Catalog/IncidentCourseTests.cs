using Mesh.Catalog.AlertSources;
using Mesh.Catalog.Incidents;
using Mesh.Domain.Errors;
using Mesh.Domain.Incidents;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.Unit.Catalog;

public class IncidentCourseTests
{
    private const string File = """
        apiVersion: mesh/v1
        kind: AlertSources
        sources: [{name: script, kind: webhook, secret: 'env:SCRIPT', system: orders}]
        """;

    [Fact]
    public async Task Of_many_who_decide_at_once_one_decides_and_each_other_is_refused_and_in_the_trail()
    {
        using var catalog = await NewAsync();
        var (course, id) = await OpenAsync(catalog);
        await course.AskAsync(id, 1, ["ann", "bob"], null, default);

        var told = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(
            () => DecideAsync(catalog, id, 1, number % 2 == 0 ? "ann" : "bob", number % 3 == 0))));

        Assert.Equal(
            ["", .. Enumerable.Repeat("decided-already", 7)], told.Order(StringComparer.Ordinal));
        Assert.Equal(7, catalog.Count(
            "SELECT count(*) FROM Audit WHERE Action = 'incident-decision-refused'"));
        var decision = (await course.CloseQuestionAsync(id, 1, default))!;
        Assert.Equal(decision, await course.CloseQuestionAsync(id, 1, default));
        Assert.True((await catalog.Audit.VerifyAsync(null, default)).IsWhole);
    }

    [Fact]
    public async Task A_decision_counts_until_the_deadline_and_not_once_its_question_is_closed()
    {
        using var catalog = await NewAsync();
        var (course, id) = await OpenAsync(catalog);
        await course.AskAsync(id, 1, ["ann"], catalog.Time.GetUtcNow().AddMinutes(15), default);
        catalog.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("too-late", await DecideAsync(catalog, id, 1, "ann"));
        Assert.Null(await course.CloseQuestionAsync(id, 1, default));
        Assert.Equal("not-asked", await DecideAsync(catalog, id, 1, "ann"));

        await course.AskAsync(id, 2, ["bob"], null, default);
        await course.AskAsync(id, 1, ["mallory"], null, default);
        Assert.Equal("not-asked", await DecideAsync(catalog, id, 1, "mallory"));
        Assert.Equal("not-an-approver", await DecideAsync(catalog, id, 2, "Bob"));
        Assert.Equal("", await DecideAsync(catalog, id, 2, "bob"));
        Assert.Null(await course.CloseQuestionAsync(id, 1, default));
        Assert.Equal("bob", (await course.CloseQuestionAsync(id, 2, default))?.By);
    }

    [Fact]
    public async Task What_changes_while_a_course_is_told_is_told_too()
    {
        using var catalog = await NewAsync();
        var (course, id) = await OpenAsync(catalog);
        var before = Assert.Single(await course.UnheardAsync(default));

        await course.AskAsync(id, 1, ["ann"], null, default);
        await DecideAsync(catalog, id, 1, "ann");
        await course.HeardAsync(before, default);
        var after = Assert.Single(await course.UnheardAsync(default));
        await course.HeardAsync(after, default);
        await course.HeardAsync(before, default);

        Assert.Empty(await course.UnheardAsync(default));
        await EnterAsync(catalog, over: true);
        Assert.Single(await course.UnheardAsync(default));
        Assert.Equal("not-asked", await DecideAsync(catalog, id, 1, "ann"));
    }

    private static async Task<ScratchCatalog> NewAsync()
    {
        var catalog = new ScratchCatalog();
        await catalog.Systems.ApplyAsync(ScratchCatalog.Orders(), "tester", null, default);
        return catalog;
    }

    private static IncidentCourse Course(ScratchCatalog catalog) =>
        catalog.Main.GetRequiredService<IncidentCourse>();

    private static async Task<(IncidentCourse Course, string Id)> OpenAsync(ScratchCatalog catalog)
    {
        await EnterAsync(catalog, over: false);
        var course = Course(catalog);
        return (course, (await course.UnheardAsync(default))[0].Incident.Id);
    }

    private static Task<IncidentChanges> EnterAsync(
        ScratchCatalog catalog, bool over) => catalog.Incidents.EnterAsync(
        AlertSourceFile.Read(File, "x")[0],
        [new IncidentNews("fire@1", over, Cause.Disaster, "smoke")],
        null,
        default);

    private static async Task<string> DecideAsync(
        ScratchCatalog catalog, string id, int question, string by, bool approved = true)
    {
        try
        {
            await Course(catalog).DecideAsync(
                id,
                question,
                new DecidedIncident(question, approved, by, null, catalog.Time.GetUtcNow()),
                unfit: null,
                default);
            return "";
        }
        catch (MeshException refusal)
        {
            return refusal.Code;
        }
    }
}

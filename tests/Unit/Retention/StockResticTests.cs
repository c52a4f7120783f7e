using System.Globalization;
using System.Text.Json;
using Mesh.Domain.Retention;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Kit.Restic;
using Xunit.Abstractions;

namespace Mesh.Tests.Unit.Retention;

/// <summary>
/// Random rules on a random history: stock restic and we keep the same points, for the same reasons.
/// </summary>
public class StockResticTests(ITestOutputHelper output)
{
    private static readonly string[] Spans = ["12h", "3d", "1m", "2m15d6h", "1y", "1y1m1d1h"];

    [ResticFact]
    public Task The_same_points_are_kept_as_by_stock_restic() =>
        CompareAsync(histories: 1, points: 16, rules: 12);

    [ResticFact]
    [Trait("Category", "Long")]
    public Task The_same_points_are_kept_as_by_stock_restic_on_many_histories() =>
        CompareAsync(histories: 8, points: 40, rules: 40);

    private async Task CompareAsync(int histories, int points, int rules)
    {
        var random = Seed.NewRandom(output);
        for (var history = 0; history < histories; history++)
        {
            using var folder = new ScratchFolder();
            using var restic = new ResticClient(folder["vault"], "not a secret");
            await restic.InitAsync();
            var known = await KnownReasonsAsync(restic);
            await File.WriteAllTextAsync(folder["file"], "content");
            foreach (var time in Times(random, points))
            {
                string[] tags =
                [
                    .. new[] { "gold", "audit" }.Where(_ => random.Next(4) == 0)
                        .SelectMany(tag => new[] { "--tag", tag }),
                ];
                var stamp = time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
                await restic.RunAsync(
                    ["backup", "--quiet", "--force", "--time", stamp, .. tags, folder["file"]]);
            }

            for (var round = 0; round < rules; round++)
            {
                await CompareAsync(restic, Rules(random), known);
            }
        }
    }

    private async Task CompareAsync(ResticClient restic, RetentionRules rules, Func<string, bool> known)
    {
        string[] arguments = [.. Arguments(rules)];
        var group =
            (await restic.RunJsonAsync(["forget", "--dry-run", "--group-by", "", .. arguments]))[0][0];
        var kept = Points(group.GetProperty("keep"));
        var all = kept.Concat(Points(group.GetProperty("remove"))).ToList();
        var reasons = Items(group.GetProperty("reasons"))
            .Select(reason => reason.GetProperty("matches").EnumerateArray()
                .Select(match => match.GetString()!).Select(Plain).Order());

        var ours = RetentionPolicy.Apply(rules, all, TimeProvider.System.GetUtcNow())
            .Select(decision =>
                (decision.Point.Id, Reasons: decision.Reasons.Where(known).Select(Plain).Order().ToList()))
            .Where(decision => decision.Reasons.Count > 0)
            .Select(decision => $"{decision.Id}: {string.Join('|', decision.Reasons)}");

        var context = string.Join(' ', arguments);
        output.WriteLine($"{context}: {kept.Count} of {all.Count} kept");
        Assert.Equal(
            context + "\n"
                + string.Join(
                    '\n', kept.Zip(reasons, (point, why) => $"{point.Id}: {string.Join('|', why)}")),
            context + "\n" + string.Join('\n', ours));
    }

    // Before 0.16 restic did not keep the oldest point for a rule with counts left; before 0.18 it did not
    // say so.
    private static async Task<Func<string, bool>> KnownReasonsAsync(ResticClient restic)
    {
        var version = Version.Parse((await restic.RunAsync("version")).Split(' ')[1]);
        return reason => version >= new Version(0, 16)
            || !reason.StartsWith("oldest ", StringComparison.Ordinal);
    }

    private static string Plain(string reason) => reason.Replace("oldest ", "", StringComparison.Ordinal);

    /// <summary>Times that crowd into hours and spread over years, no two alike.</summary>
    private static IEnumerable<DateTimeOffset> Times(Random random, int count)
    {
        var time = new DateTimeOffset(2025, 12, 31, 23, 50, 0, TimeSpan.Zero);
        TimeSpan[] steps =
        [
            TimeSpan.FromMinutes(20),
            TimeSpan.FromHours(7),
            TimeSpan.FromDays(1),
            TimeSpan.FromDays(9),
            TimeSpan.FromDays(70),
        ];
        for (var number = 0; number < count; number++)
        {
            yield return time;
            time -= steps[random.Next(steps.Length)] * (0.5 + random.NextDouble());
            time = new DateTimeOffset(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        }
    }

    private static RetentionRules Rules(Random random)
    {
        int Count() => random.Next(3) == 0 ? random.Next(1, 6) : 0;
        return new RetentionRules
        {
            Last = Count(),
            Hourly = Count(),
            Daily = Count(),
            Weekly = Count(),
            Monthly = Count(),
            Yearly = Count(),
            Within = random.Next(3) == 0 ? CalendarSpan.Parse(Spans[random.Next(Spans.Length)]) : null,
            Tags = random.Next(3) == 0 ? ["gold,audit"] : ["gold"],
        };
    }

    private static IEnumerable<string> Arguments(RetentionRules rules)
    {
        (string Name, int Count)[] counts =
        [
            ("last", rules.Last), ("hourly", rules.Hourly), ("daily", rules.Daily), ("weekly", rules.Weekly),
            ("monthly", rules.Monthly), ("yearly", rules.Yearly),
        ];
        return counts.Where(each => each.Count > 0)
            .SelectMany(each => new[] { $"--keep-{each.Name}", $"{each.Count}" })
            .Concat(rules.Within is { } within ? ["--keep-within", within.ToString()] : [])
            .Concat(rules.Tags.SelectMany(tag => new[] { "--keep-tag", tag }));
    }

    // An empty list is null to restic.
    private static List<JsonElement> Items(JsonElement list) =>
        list.ValueKind == JsonValueKind.Null ? [] : [.. list.EnumerateArray()];

    private static List<RetainedPoint> Points(JsonElement snapshots) =>
    [
        .. Items(snapshots).Select(snapshot => new RetainedPoint(
            snapshot.GetProperty("short_id").GetString()!,
            snapshot.GetProperty("time").GetDateTimeOffset(),
            snapshot.TryGetProperty("tags", out var tags)
                ? [.. tags.EnumerateArray().Select(tag => tag.GetString()!)]
                : [])),
    ];
}

using System.Security.Cryptography;
using Mesh.Sources.Files;
using Mesh.Sources.Files.Planning;
using Mesh.Sources.Files.Ranges;
using Mesh.Storage.Memory;
using Mesh.Tests.Kit;
using Mesh.Vault;

namespace Mesh.Tests.Sources.Files.Planning;

public class FilesPlannerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    public async Task Pages_of_ranges_cover_every_byte_once_also_where_a_page_ends_within_a_file(
        int rangesPerPage)
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder["src/deep"]);
        (string Name, int Size)[] files = [("a", 25), ("b", 3), ("deep/c", 40), ("deep/d", 10), ("e", 21)];
        foreach (var (name, size) in files)
        {
            File.WriteAllBytes(folder["src/" + name], new byte[size]);
        }

        var ranges =
            await PlanAsync(
                folder["src"], new PlanLimits { BytesPerRange = 10, RangesPerPage = rangesPerPage });

        Assert.Null(ranges[0].Range.From);
        Assert.Null(ranges[^1].Range.To);
        foreach (var (range, next) in ranges.Zip(ranges.Skip(1)))
        {
            Assert.Equal(range.Range.To, next.Range.From);
            Assert.True(
                range.Range.From is null
                    || range.Range.From.CompareTo(range.Range.To) < 0, $"{range.Range} is empty");
        }

        Assert.Equal(files.Sum(file => file.Size), ranges.Sum(range => range.Bytes));
        Assert.Equal(files.Length, ranges.Sum(range => range.Files));
    }

    private static async Task<List<PlannedRange>> PlanAsync(string path, PlanLimits limits)
    {
        using var random = RandomNumberGenerator.Create();
        await using var store = new MemoryObjectStore();
        var options =
            new RepositoryOptions { TimeProvider = TimeProvider.System, RandomNumberGenerator = random };
        using var repository = await Repository.InitAsync(store, "secret", options, CancellationToken.None);
        await repository.LoadIndexAsync(null, CancellationToken.None);
        var ranges = new List<PlannedRange>();
        TreePosition? start = null;
        do
        {
            var page = await FilesPlanner.NextAsync(
                repository, new SourceSet([path]), earlierTree: null, start, limits, CancellationToken.None);
            Assert.True(
                page.Next is null || page.Next.CompareTo(start) > 0, $"after {start} comes {page.Next}");
            ranges.AddRange(page.Ranges);
            start = page.Next;
        }
        while (start is not null);

        return ranges;
    }
}

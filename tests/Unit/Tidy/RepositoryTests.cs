using System.Text.RegularExpressions;

namespace Mesh.Tests.Unit.Tidy;

/// <summary>What must hold for the repository as a whole.</summary>
public partial class RepositoryTests
{
    private static readonly string[] Text =
        [".cs", ".csproj", ".props", ".targets", ".json", ".md", ".yaml", ".yml", ".sh", ".txt", ".sln", ".npmrc", ""];

    [Fact]
    public void No_file_names_a_path_of_somebodys_machine() => Places.None(TextFiles()
        .SelectMany(file => SourceTree.Lines(file)
            .Select((line, number) => (file, number + 1, line.Trim()))
            .Where(each => MachinePath().IsMatch(each.Item3))));

    [Fact]
    public void No_lock_file_names_a_registry() => Places.None(SourceTree.Files
        .Where(file => file.EndsWith("package-lock.json", StringComparison.Ordinal)
            || file.EndsWith("packages.lock.json", StringComparison.Ordinal))
        .SelectMany(file => SourceTree.Lines(file)
            .Select((line, number) => (file, number + 1, line.Trim()))
            .Where(each => Registry().IsMatch(each.Item3))));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = SourceTree.Read("Mesh.sln").Replace('\\', '/');

        Places.None(SourceTree.Files
            .Where(file => file.StartsWith("src/", StringComparison.Ordinal)
                || file.StartsWith("tests/", StringComparison.Ordinal))
            .Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(file => !solution.Contains($"\"{file}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_project_fixes_a_version_of_its_own() => Places.None(SourceTree.Files
        .Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))
        .Where(file => PackageVersion().IsMatch(SourceTree.Read(file))));

    [Fact]
    public void Plans_and_notes_do_not_lie_at_the_root() => Places.None(SourceTree.Files
        .Where(file => !file.Contains('/', StringComparison.Ordinal)
            && file.EndsWith(".md", StringComparison.Ordinal))
        .Except(["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"]));

    [Fact]
    public void Every_text_file_ends_with_a_line_end_and_has_no_carriage_return() => Places.None(TextFiles()
        .Select(file => (file, text: SourceTree.Read(file)))
        .Where(each => each.text.Length > 0
            && (!each.text.EndsWith('\n') || each.text.Contains('\r', StringComparison.Ordinal)))
        .Select(each => each.file));

    private static IEnumerable<string> TextFiles() =>
        SourceTree.Files.Where(file => Text.Contains(Path.GetExtension(file)));

    // Written so that it does not find itself.
    [GeneratedRegex(
        @"(?<![\w.])/(?:home/(?!me\b)\w+|Users/\w+|root/|work/(?:wt|main|shared|plan))|[A-Z]:\\Users")]
    private static partial Regex MachinePath();

    [GeneratedRegex("\"resolved\"|https?://(?:registry|nuget|npm|packages)[^\"]*")]
    private static partial Regex Registry();

    [GeneratedRegex("<PackageReference[^>]* Version(?:Override)?=")]
    private static partial Regex PackageVersion();
}

using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mesh.Tests.Unit.Tidy;

/// <summary>Lines, names and links as a reader meets them.</summary>
public partial class LayoutTests
{
    private const int WidestLine = 110;
    private const int WidestWithText = 140;

    [Fact]
    public void No_line_is_too_wide() => Places.None(SourceTree.Code.SelectMany(file => SourceTree.Lines(file)
        .Select((line, number) => (file, number + 1, Width(file, line)))
        .Where(each => each.Item3 > WidestLine)));

    [Fact]
    public void Names_of_tests_are_sentences() => Places.None(SourceTree.Code
        .Where(file => file.StartsWith("tests/", StringComparison.Ordinal))
        .Select(file => (File: file, Root: CSharpSyntaxTree.ParseText(SourceTree.Read(file)).GetRoot()))
        .SelectMany(parsed => parsed.Root.DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Where(method => method.AttributeLists.SelectMany(list => list.Attributes).Any(IsTest))
            .Where(method => method.Identifier.Text.Count(letter => letter == '_') < 2)
            .Select(method => (parsed.File, method.Identifier.Text))));

    [Fact]
    public void Every_link_between_documents_leads_somewhere() => Places.None(SourceTree.Files
        .Where(file => file.EndsWith(".md", StringComparison.Ordinal))
        .SelectMany(file => Link().Matches(SourceTree.Read(file))
            .Select(match => (file, target: match.Groups[1].Value.Split('#')[0]))
            .Where(each => each.target.Length > 0 && !each.target.Contains(':', StringComparison.Ordinal))
            .Where(each =>
                !SourceTree.Exists(Path.Combine(Path.GetDirectoryName(each.file)!, each.target)))));

    // What is said to people is easier to find in one line; in tests the rows of tables are easier to
    // compare.
    private static int Width(string file, string line) =>
        line.Length <= WidestWithText || file.StartsWith("tests/", StringComparison.Ordinal)
            ? Quoted().Replace(line, "").Length
            : line.Length;

    private static bool IsTest(AttributeSyntax attribute) =>
        attribute.Name.ToString() is var name
        && (name.EndsWith("Fact", StringComparison.Ordinal)
            || name.EndsWith("Theory", StringComparison.Ordinal));

    [GeneratedRegex("""
        "(?:\\.|[^"\\])*"
        """)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}

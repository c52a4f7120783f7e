using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mesh.Tests.Unit.Tidy;

/// <summary>The style of this repository, as budgets. A failure lists every place.</summary>
public partial class CodeStyleTests
{
    private const int LongestFile = 600;
    private const int LongestMethod = 70;
    private const int MedianFile = 90;

    private static readonly string[] KindsNotIdeas =
    [
        "Helpers",
        "Helper",
        "Utils",
        "Util",
        "Utilities",
        "Models",
        "Model",
        "Managers",
        "Services",
        "Common",
        "Misc",
        "Interfaces", "Extensions", "Dtos", "Entities",
    ];

    private static readonly Lazy<IReadOnlyList<(string File, CompilationUnitSyntax Root)>> Parsed = new(() =>
    [
        .. SourceTree.Code.AsParallel().AsOrdered().Select(file =>
            (file, CSharpSyntaxTree.ParseText(SourceTree.Read(file)).GetCompilationUnitRoot())),
    ]);

    [Fact]
    public void No_file_is_too_long() => Places.None(
        SourceTree.Code.Select(file => (file, SourceTree.Lines(file).Length))
            .Where(each => each.Length > LongestFile));

    [Fact]
    public void Most_files_of_the_sources_are_short()
    {
        var lengths = SourceTree.Code
            .Where(file => file.StartsWith("src/", StringComparison.Ordinal))
            .Select(file => SourceTree.Lines(file).Length)
            .Order()
            .ToList();

        Assert.InRange(lengths[lengths.Count / 2], 1, MedianFile);
    }

    [Fact]
    public void No_method_is_too_long() =>
        Places.None(Parsed.Value.SelectMany(parsed => parsed.Root.DescendantNodes()
        .Where(node =>
            node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax)
        .Select(node => (parsed.File, Name(node), Height(node)))
        .Where(each => each.Item3 > LongestMethod)));

    [Fact]
    public void One_public_type_stands_in_each_file_of_the_sources_and_has_its_name() =>
        Places.None(Parsed.Value
        .Where(parsed => parsed.File.StartsWith("src/", StringComparison.Ordinal))
        .Select(parsed => (parsed.File, Types: PublicTypes(parsed.Root)))
        .Where(each => each.Types.Count > 1
            || (each.Types.Count == 1 && each.Types[0] != Path.GetFileName(each.File).Split('.')[0]))
        .Select(each => (each.File, string.Join(", ", each.Types))));

    [Fact]
    public void Folders_are_ideas_and_not_kinds() => Places.None(SourceTree.Code
        .Where(file => Path.GetDirectoryName(file)!.Split('/').Any(KindsNotIdeas.Contains)));

    [Fact]
    public void Nothing_is_left_for_later() => Places.None(SourceTree.Code
        .Where(file => !file.EndsWith("Tidy/CodeStyleTests.cs", StringComparison.Ordinal))
        .SelectMany(file => SourceTree.Lines(file)
            .Select((line, number) => (file, number + 1, line.Trim()))
            .Where(each => Unfinished().IsMatch(each.Item3)
                || (file.StartsWith("src/", StringComparison.Ordinal) && Empty().IsMatch(each.Item3)))));

    [Fact]
    public void No_exception_is_swallowed_without_a_reason() => Places.None(Parsed.Value
        .Where(parsed => parsed.File.StartsWith("src/", StringComparison.Ordinal))
        .SelectMany(parsed => parsed.Root.DescendantNodes().OfType<CatchClauseSyntax>()
            .Where(clause => clause.Block.Statements.Count == 0
                && !clause.Block.DescendantTrivia().Any(IsComment))
            .Select(clause => (parsed.File, clause.GetLocation().GetLineSpan().StartLinePosition.Line + 1))));

    [Fact]
    public void Every_public_type_of_the_sources_says_what_it_is() => Places.None(Parsed.Value
        .Where(parsed => parsed.File.StartsWith("src/", StringComparison.Ordinal))
        .SelectMany(parsed => parsed.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
            .Where(type => IsPublic(type) && !type.GetLeadingTrivia().Any(IsDocumentation))
            .Select(type => (parsed.File, type.Identifier.Text))));

    private static List<string> PublicTypes(CompilationUnitSyntax root) =>
    [
        .. root.DescendantNodes(node => node is not BaseTypeDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(member => member.Modifiers.Any(SyntaxKind.PublicKeyword))
            .Select(member => member switch
            {
                BaseTypeDeclarationSyntax type => type.Identifier.Text,
                DelegateDeclarationSyntax type => type.Identifier.Text,
                _ => "",
            })
            .Where(name => name.Length > 0)
            .Distinct(),
    ];

    // xunit 2 passes over IAsyncDisposable on a class of tests: what it holds would be left behind.
    [Fact]
    public void Classes_of_tests_are_torn_down_by_what_xunit_calls() => Places.None(Parsed.Value
        .SelectMany(parsed => parsed.Root.DescendantNodes().OfType<ClassDeclarationSyntax>()
            .Where(type => type.Identifier.Text.EndsWith("Tests", StringComparison.Ordinal))
            .Where(type => type.BaseList?.Types.Any(each => each.ToString() == "IAsyncDisposable") == true)
            .Select(type => (parsed.File, type.Identifier.Text))));

    private static bool IsPublic(BaseTypeDeclarationSyntax type) =>
        type.Modifiers.Any(SyntaxKind.PublicKeyword)
            && type.Ancestors().OfType<BaseTypeDeclarationSyntax>().All(IsPublic);

    private static bool IsComment(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia);

    private static bool IsDocumentation(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia);

    private static int Height(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static string Name(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        _ => node.Kind().ToString(),
    };

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException", RegexOptions.IgnoreCase)]
    private static partial Regex Unfinished();

    // Words for code that does nothing yet; in tests they name doubles.
    [GeneratedRegex(@"\b(placeholder|stub)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Empty();
}

using Mesh.Domain.Errors;

namespace Mesh.Domain.Names;

/// <summary>
/// What a name may look like. Names become parts of queue names, instance ids and paths, the strictest of
/// which take lower-case letters, digits and single hyphens; two of them and a time must fit into 100
/// characters.
/// </summary>
internal static class NameRule
{
    public const int LongestName = 32;

    private const string Rule =
        "use 1 to 32 lower-case letters, digits and single hyphens, beginning with a letter";

    public static Problem? Check(string text) => text switch
    {
        "" => new Problem("the name is empty", Rule),
        { Length: > LongestName } => new Problem($"the name has {text.Length} characters", Rule),
        _ when !char.IsAsciiLetterLower(text[0]) =>
            new Problem($"'{text}' does not begin with a lower-case letter", Rule),
        _ when text[^1] == '-' => new Problem($"'{text}' ends with a hyphen", Rule),
        _ when text.Contains("--", StringComparison.Ordinal) =>
            new Problem($"'{text}' has two hyphens in a row", Rule),
        _ when text.FirstOrDefault(IsForeign) is var foreign and not '\0' =>
            new Problem($"'{text}' contains '{foreign}'", Rule),
        _ => null,
    };

    private static bool IsForeign(char letter) =>
        !char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-';
}

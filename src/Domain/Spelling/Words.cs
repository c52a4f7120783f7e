using System.Text;
using Mesh.Domain.Errors;

namespace Mesh.Domain.Spelling;

/// <summary>
/// The words by which an enum's values are written in manifests: <c>ThirdParty</c> is <c>third-party</c>.
/// </summary>
public static class Words
{
    /// <summary>Reads a word; an unknown one is a problem that suggests the nearest.</summary>
    public static Parsed<T> Read<T>(string text)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Of(value) == text)
            {
                return value;
            }
        }

        return new Problem($"'{text}' is not known here", NearestWord.Hint(text, All<T>()));
    }

    /// <summary>The word of a value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        var word = new StringBuilder();
        foreach (var letter in value.ToString())
        {
            if (char.IsUpper(letter) && word.Length > 0)
            {
                word.Append('-');
            }

            word.Append(char.ToLowerInvariant(letter));
        }

        return word.ToString();
    }

    /// <summary>All words of an enum, in the order of its declaration.</summary>
    public static IReadOnlyList<string> All<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];
}

using Mesh.Domain.Errors;

namespace Mesh.Domain.Access;

/// <summary>Who uses Mesh by a key of their own: a person, or a program of somebody's.</summary>
/// <param name="Name">What the audit trail calls them.</param>
/// <param name="Role">What they may do.</param>
public sealed record Person(string Name, Role Role)
{
    private const int Longest = 64;

    // What the audit trail says of what nobody did by name.
    private static readonly string[] Taken = ["api", "mesh", "schedule"];

    /// <summary>
    /// Reads a name: 1 to 64 letters, digits, dots, hyphens, underscores and at signs, beginning with a
    /// letter or digit; not one that the audit trail uses for Mesh itself.
    /// </summary>
    public static Parsed<string> ReadName(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is 0 or > Longest || !char.IsAsciiLetterOrDigit(text[0])
            || !text.All(letter => char.IsAsciiLetterOrDigit(letter) || "._@-".Contains(letter)))
        {
            return new Problem(
                $"'{text}' is no name",
                $"write 1 to {Longest} letters, digits, '.', '_', '@' and '-', beginning with one of the first two");
        }

        return Taken.Contains(text, StringComparer.OrdinalIgnoreCase)
            ? new Problem($"'{text}' is what the audit trail calls Mesh itself", "choose another name")
            : text;
    }
}

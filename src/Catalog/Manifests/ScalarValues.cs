using System.Globalization;
using Mesh.Domain.Errors;
using Mesh.Domain.Retention;

namespace Mesh.Catalog.Manifests;

/// <summary>Plain values of manifests that have no type of their own.</summary>
internal static class ScalarValues
{
    private const int LongestText = 1000;
    private const int LongestQuery = 10_000;

    public static Parsed<string> Text(string text) => text switch
    {
        { Length: > LongestText } => new Problem($"has more than {LongestText} characters", "shorten it"),
        _ when text.Any(char.IsControl) =>
            new Problem("contains a control character", "write it in one line"),
        _ => text,
    };

    public static Parsed<string> Query(string text) => text.Length > LongestQuery
        ? new Problem($"has more than {LongestQuery} characters", "put it into a view of the database")
        : text.Trim();

    public static Parsed<bool> Flag(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => new Problem($"'{text}' is neither true nor false", "write true or false"),
    };

    public static Parsed<int> Count(string text) =>
        text == "unlimited" ? RetentionRules.Unlimited
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count > 0 ? count
        : new Problem(
            $"'{text}' is not a count", "write a number from 1, or unlimited; leave the field out for none");

    public static Func<string, Parsed<long>> Between(long least, long most) => text =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
            ? number
            : new Problem(
                $"'{text}' is not a number from {least}" + (most == long.MaxValue ? "" : $" to {most}"),
                "write it in digits, or leave the field out");

    public static Parsed<double> Percent(string text) =>
        text.Length <= 10
        && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : new Problem($"'{text}' is not a percentage", "write at most ten digits, as in 99.9");

    public static Parsed<decimal> Amount(string text) =>
        text.Length <= 15
        && decimal.TryParse(
            text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : new Problem($"'{text}' is not an amount", "write at most fifteen digits, as in 0.05");

    public static Func<string, Parsed<string>> Exactly(string expected) => text =>
        text == expected ? text : new Problem($"'{text}' is not known here", $"write '{expected}'");
}

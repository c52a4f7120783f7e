namespace Mesh.Activities.Movements;

/// <summary>Warnings as they lie in messages: few, and none long.</summary>
internal static class WarningText
{
    private const int Kept = 10;
    private const int Longest = 300;

    public static IReadOnlyList<string> First(IEnumerable<string> warnings) =>
        [.. warnings.Take(Kept).Select(text => text.Length > Longest ? text[..Longest] + "…" : text)];
}

using Mesh.Orchestrations.Movements;
using Mesh.Sources.Files.Planning;
using Mesh.Sources.Files.Ranges;

namespace Mesh.Activities.Movements;

/// <summary>Ranges and cursors as they lie in messages.</summary>
internal static class RangeText
{
    /// <summary>
    /// What a page may hold, so that its message stays below the 48 KiB of an Azure queue even if its last
    /// names are the longest that there are.
    /// </summary>
    private const int CharactersPerPage = 16 << 10;

    public static PlanLimits Limits(MovementMessage message) => new()
    {
        BytesPerRange = message.MovementBytes,
        CharactersPerPage = CharactersPerPage,
    };

    public static TreePosition? Cursor(string text) => text.Length == 0 ? null : TreePosition.Parse(text);

    public static TreeRange Range(string text)
    {
        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        return new TreeRange(Cursor(text[..blank]), Cursor(text[(blank + 1)..]));
    }

    public static PlannedPage Page(PlanPage page) => new()
    {
        // A position as text has no blank in it.
        Ranges = [.. page.Ranges.Select(planned => $"{planned.Range.From} {planned.Range.To}")],
        NextCursor = page.Next?.ToString() ?? "",
        Files = page.Files,
        Bytes = page.Bytes,
    };
}

namespace Mesh.Domain.Spelling;

/// <summary>Finds the word somebody probably meant.</summary>
public static class NearestWord
{
    /// <summary>
    /// The candidate fewest edits away from <paramref name="word"/>, ignoring case; null when none is near
    /// enough to be a likely slip (more than a third of its letters differ).
    /// </summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        string? nearest = null;
        var fewest = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var edits = Edits(word, candidate);
            if (edits < fewest && edits <= Math.Max(1, Math.Max(word.Length, candidate.Length) / 3))
            {
                fewest = edits;
                nearest = candidate;
            }
        }

        return nearest;
    }

    /// <summary>"did you mean X?" when a candidate is near, else the list of what there is.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> candidates) =>
        To(word, candidates) is { } nearest ? $"did you mean '{nearest}'?"
        : candidates.Count == 0 ? ""
        : $"use one of: {string.Join(", ", candidates)}";

    /// <summary>How many letters to add, drop, replace or swap with their neighbour.</summary>
    private static int Edits(string left, string right)
    {
        var beforePrevious = new int[right.Length + 1];
        var previous = new int[right.Length + 1];
        var current = new int[right.Length + 1];
        for (var column = 0; column <= right.Length; column++)
        {
            previous[column] = column;
        }

        for (var row = 1; row <= left.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var same = Same(left[row - 1], right[column - 1]);
                current[column] = Math.Min(
                    previous[column - 1] + (same ? 0 : 1),
                    1 + Math.Min(previous[column], current[column - 1]));
                if (row > 1 && column > 1
                    && Same(left[row - 1], right[column - 2]) && Same(left[row - 2], right[column - 1]))
                {
                    current[column] = Math.Min(current[column], beforePrevious[column - 2] + 1);
                }
            }

            (beforePrevious, previous, current) = (previous, current, beforePrevious);
        }

        return previous[right.Length];
    }

    private static bool Same(char left, char right) =>
        char.ToUpperInvariant(left) == char.ToUpperInvariant(right);
}

namespace Mesh.Tests.Unit.Tidy;

/// <summary>Where a rule is broken.</summary>
internal static class Places
{
    /// <summary>Fails with the list of all places, one a line.</summary>
    public static void None<T>(IEnumerable<T> places)
    {
        var lines = places.Select(place => $"  {place}").ToList();
        Assert.True(lines.Count == 0, $"{lines.Count} places:\n{string.Join('\n', lines)}");
    }
}

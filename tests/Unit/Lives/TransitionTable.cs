namespace Mesh.Tests.Unit.Lives;

/// <summary>Compares a life with a table of all its states and events.</summary>
internal static class TransitionTable
{
    public static void Check<TState, TEvent>(string table, Func<TState, TEvent, TState?> next)
        where TState : struct, Enum
        where TEvent : struct, Enum
    {
        var lines = table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToList();
        var events = lines[0].Select(Enum.Parse<TEvent>).ToList();

        Assert.Equal(Enum.GetValues<TEvent>(), events);
        Assert.Equal(Enum.GetValues<TState>(), lines.Skip(1).Select(line => Enum.Parse<TState>(line[0])));
        foreach (var line in lines.Skip(1))
        {
            var state = Enum.Parse<TState>(line[0]);
            var answers = events.Select(happened => next(state, happened)?.ToString() ?? ".");
            Assert.Equal(line.Skip(1), answers);
        }
    }
}

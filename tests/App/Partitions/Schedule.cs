using System.Globalization;

namespace Mesh.Tests.App.Partitions;

/// <summary>What goes wrong, and when: the same for a seed for ever.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Events">In the order of their times.</param>
internal sealed record Schedule(int Seed, IReadOnlyList<Event> Events)
{
    private static readonly (string, string)[] Links = [("p", "s"), ("p", "w"), ("s", "w")];
    private static readonly string[] Processes = ["agent-p", "agent-s", "mesh", "db-p", "db-s"];

    private static readonly string[] Clocks = ["agent-p", "agent-s", "mesh"];

    /// <summary>
    /// The schedule of a seed: some links cut, processes that stand still or die, clocks that are set, and at
    /// least one move asked for meanwhile.
    /// </summary>
    public static Schedule Of(int seed)
    {
        var random = new Random(seed);
        var events = new List<Event>();
        foreach (var (one, other) in random.GetItems(Links, random.Next(1, 4)).Distinct())
        {
            events.AddRange(Cuts(random, one, other));
        }

        foreach (var process in random.GetItems(Processes, random.Next(0, 3)).Distinct())
        {
            var at = Seconds(random, 0, 4);
            events.Add(new Event(at, Deed.Freeze, process));
            events.Add(new Event(at + Seconds(random, 0.3, 6), Deed.Thaw, process));
        }

        if (random.Next(3) == 0)
        {
            var (at, process) = (Seconds(random, 0, 4), Processes[random.Next(Processes.Length)]);
            events.Add(new Event(at, Deed.Kill, process));
            events.Add(new Event(at + Seconds(random, 0.2, 3), Deed.Start, process));
        }

        var moves = random.Next(4) == 0 ? 2 : 1;
        for (var move = 0; move < moves; move++)
        {
            events.Add(new Event(
                Seconds(random, 0.3 + (4 * move), 3 + (4 * move)),
                random.Next(10) < 7 ? Deed.Failover : Deed.Move));
        }

        // Drawn last, so that older seeds keep all else.
        foreach (var process in random.GetItems(Clocks, random.Next(0, 3)).Distinct())
        {
            var seconds = random.Next(1, random.Next(2) == 0 ? 30 : 7200) * (random.Next(2) == 0 ? 1 : -1);
            events.Add(new Event(
                Seconds(random, 0, 5), Deed.Jump, process, seconds.ToString(CultureInfo.InvariantCulture)));
        }

        return new Schedule(seed, [.. events.OrderBy(each => each.At)]);
    }

    public override string ToString() => string.Join('\n', Events);

    private static IEnumerable<Event> Cuts(Random random, string one, string other)
    {
        var (at, healed) = (Seconds(random, 0, 3), random.Next(10) < 6);
        var until = at + Seconds(random, 0.5, 5);
        var (both, turned) = (random.Next(2) == 0, random.Next(2) == 0);
        (string From, string To)[] ways = both ? [(one, other), (other, one)]
            : turned ? [(other, one)] : [(one, other)];
        foreach (var (from, to) in ways)
        {
            yield return new Event(at, Deed.Cut, from, to);
            if (healed)
            {
                yield return new Event(until, Deed.Heal, from, to);
            }
        }
    }

    private static TimeSpan Seconds(Random random, double from, double to) =>
        TimeSpan.FromSeconds(from + (random.NextDouble() * (to - from)));
}
